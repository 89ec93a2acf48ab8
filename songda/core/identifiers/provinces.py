"""Provinces: their division codes (GB/T 2260) and the short names that head court codes."""

PROVINCES: dict[str, str] = {
    "11": "京", "12": "津", "13": "冀", "14": "晋", "15": "内",
    "21": "辽", "22": "吉", "23": "黑",
    "31": "沪", "32": "苏", "33": "浙", "34": "皖", "35": "闽", "36": "赣", "37": "鲁",
    "41": "豫", "42": "鄂", "43": "湘", "44": "粤", "45": "桂", "46": "琼",
    "50": "渝", "51": "川", "52": "黔", "53": "云", "54": "藏",
    "61": "陕", "62": "甘", "63": "青", "64": "宁", "65": "新",
}  # fmt: skip

# Older papers write 贵 for Guizhou; the code in force is 黔.
SHORT_NAMES: dict[str, str] = {short: code for code, short in PROVINCES.items()} | {"贵": "52"}

# Court systems that follow no province: military, Xinjiang Production and Construction Corps.
APART = frozenset("军兵")

# Taiwan, Hong Kong, Macau, and the residence permits of their inhabitants (810, 820, 830).
OVERSEAS_DIVISIONS = frozenset({"71", "81", "82", "83"})
