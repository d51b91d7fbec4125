"""Journal (事件日志): what happened, once written never changed, and told to who asked for it."""
