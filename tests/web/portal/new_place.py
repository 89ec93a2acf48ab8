"""What a recipient types who tells where letters reach them."""

WHERE = {
    "province": "山西省",
    "city": "吕梁市",
    "district": "孝义市",
    "street": "新义街道新义街12号",
    "detail": "2单元301室",
    "postcode": "032300",
}
