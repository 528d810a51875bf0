"""Which static files of installed packages are ours to serve."""

from django.contrib.staticfiles.apps import StaticFilesConfig

# Parts of CKEditor that load foreign code, talk to foreign hosts or reach for uploads (DESIGN.md, "The editor").
REFUSED_PLUGINS = (
    "adobeair", "ajax", "codesnippet", "codesnippetgeshi", "embed", "embedbase", "embedsemantic", "exportpdf",
    "filetools", "flash", "iframe", "iframedialog", "preview", "scayt", "uploadfile", "uploadimage",
    "uploadwidget", "wsc", "autoembed",
)  # fmt: skip


class StaticFiles(StaticFilesConfig):
    """django.contrib.staticfiles without what no page of ours may load."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        *(f"ckeditor/ckeditor/plugins/{name}" for name in REFUSED_PLUGINS),
        "ckeditor/ckeditor/samples",
        "ckeditor/galleriffic",
    ]
