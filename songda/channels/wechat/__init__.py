"""WeChat: messages of an official account or a mini-program to accounts that their owners have connected."""
