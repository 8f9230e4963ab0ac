"""The renderer: places a scene's panels on a page and draws frames in a theme's colours."""
