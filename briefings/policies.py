"""Content security policy where a page needs more than the house's strict one."""

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update

# CKEditor writes style attributes, and on* attributes into its own tool bar. Inline script elements and eval stay
# forbidden, and so does whatever comes from another host.
with_rich_editor = csp_update({"script-src-attr": [UNSAFE_INLINE], "style-src": [UNSAFE_INLINE]})
