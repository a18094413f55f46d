"""Studies: what a chapter asks, in terms of measures and series. They read through the chapter's market and
reference, so they see what the edition sees; they draw nothing and phrase nothing."""
