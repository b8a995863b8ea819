import Planning

/// What happens to an object, as its symbol and its word: the colour only repeats it.
enum ActionBadge {
    static func html(_ action: ResourceChange.Action) -> HTML {
        HTML(
            "span",
            ["class": "badge \(action.rawValue)"],
            HTML("span", ["class": "symbol", "aria-hidden": "true"], .words(symbol(action)))
                + .words(" " + action.rawValue)
        )
    }

    /// The symbol of the text output, with the sign for minus.
    static func symbol(_ action: ResourceChange.Action) -> String {
        ReasonWording.symbol(action).replacing("-", with: "−")
    }
}
