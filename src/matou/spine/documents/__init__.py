"""Documents (文件): uploads that are checked for what they really are, kept, and read by right."""
