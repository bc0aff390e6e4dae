"""Words and pictures without Django: catalogues, sentences, SVG, self-contained reports."""
