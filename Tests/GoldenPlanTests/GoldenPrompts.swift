/// Prompts with everything that breaks a careless format: bullets, `+` and `-` lines, fences of several lengths, HTML,
/// mentions, tabs, other scripts, marks of direction, long lines.
enum GoldenPrompts {
    static func support(isChanged: Bool) -> String {
        let lastLine = isChanged ? "\nSign as \"Velo Lindqvist, Malmö\".\n" : "\nSign as \"Velo Lindqvist\".\n"
        return role(isChanged) + markup(isChanged) + fences(isChanged) + scripts(isChanged) + lastLine
    }

    private static func role(_ isChanged: Bool) -> String {
        """
        # Role

        You answer customers of **Velo Lindqvist**, maker of city, gravel and e-bikes.

        - Be brief.
        - Refunds take \(isChanged ? "three" : "five") days.
        + Never promise a delivery date.
        * Ask for the order number first.
        \(isChanged ? "- [ ] Offer a call where a customer is upset.\n" : "")
        1. Look up the order with `lookup_order`.
        \(isChanged ? "2. Say what you found, and where." : "2. Say what you found.")


        """
    }

    private static func markup(_ isChanged: Bool) -> String {
        """
        Escalate to @\(isChanged ? "velo-lindqvist/second-line" : "velo-lindqvist/support"), never to @maria; see #\(isChanged ? 124 : 123)
        and [the handbook](https://velo-lindqvist.example/handbook?a=1&b=2).

        <script>alert("\(isChanged ? "changed" : "prompt")")</script>
        <!-- the customer never sees \(isChanged ? "any of " : "")this -->
        \(isChanged ? "</details></td></pre><h1>Approved</h1> --> &lt;b&gt;\n" : "")<img src=x onerror=alert(1)> ![logo](https://velo-lindqvist.example/logo.png)

        | Model | Price |
        | --- | ---: |
        | Kivik 3 | \(isChanged ? "1,249" : "1,299") € |


        """
    }

    private static func fences(_ isChanged: Bool) -> String {
        """
        ```yaml
        - name: lookup_order
        \(isChanged ? "- name: cancel_order\n" : "")```

        ~~~~ text
        ~~~
        \(isChanged ? "a fence of three inside a fence of four" : "a fence inside a fence")
        ~~~
        ~~~~

        ``````text
        `````
        \(isChanged ? "five inside of six, \\(closed)" : "five inside of six")
        `````
        ``````


        """
    }

    private static func scripts(_ isChanged: Bool) -> String {
        let words = (1...120).map { isChanged && $0 == 60 ? "sixty" : "word\($0)" }.joined(separator: " ")
        return """
            \tTabs\t\(isChanged ? "move" : "stay")\tbetween words.
            Grüße, 日本語の\(isChanged ? "ヘルプ" : "サポート"), العربية, Ελληνικά, 👩🏽‍🔧\(isChanged ? "\u{202E}" : "").
            \(words)

            """
    }

    static let workshop =
        "# Workshop\n\nTorque is in newton metres.\n\n\t- Stem: 5 Nm\n- Saddle: 12 Nm\nStop at any doubt.\n"
    /// The same words with other white space: an indent, blanks at an end, a no-break space.
    static let workshopWithOtherSpace =
        "# Workshop\n\nTorque is in newton metres.  \n\n    - Stem: 5 Nm\n- Saddle: 12\u{A0}Nm\nStop at any doubt.\n"
    static let night = "You answer between ten at night and six in the morning.\n\nSay when the shop opens.\n"
    static let sorter = """
        You sort the mail that arrives at service@velo-lindqvist.example. You never answer it.

        - `orders`: questions about an order
        - `battery_emergency`: a battery is hot, swollen or smokes
          - call @maria
        ```json
        {"queue": "battery_emergency"}
        ```
        <b>Advertising</b> goes to `other`.
        ~~~
        The summary is one sentence.
        When two queues fit, take the first.
        Never open attachments.

        """
}
