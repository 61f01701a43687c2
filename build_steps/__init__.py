"""What build.py does before its own environment exists: standard library only. What dist/ is made of is web/build."""
