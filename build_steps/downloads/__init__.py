"""Gets what the build needs from elsewhere: files over HTTPS, npm packages' data, the runtime's wheels. All pinned."""
