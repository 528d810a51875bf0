"""From the working copy to an edition and back: compiling, what stands against going out, the verbs, and the rows
that are written with an edition."""
