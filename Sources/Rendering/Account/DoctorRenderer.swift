import OrderedJSON

/// One thing that `doctor` looked at.
package struct DoctorCheck: Equatable, Sendable {
    /// How a check ended.
    package enum Status: String, Equatable, Sendable, CaseIterable {
        case ok, warning, failure
    }

    /// Such as `key` or `vector stores`.
    package var name: String
    /// Only failures end `doctor` with 1.
    package var status: Status
    /// What was found.
    package var detail: String
    /// What to do about it.
    package var advice: String?

    /// A check that was made.
    package init(name: String, status: Status, detail: String, advice: String? = nil) {
        self.name = name
        self.status = status
        self.detail = detail
        self.advice = advice
    }
}

/// What `doctor` found, for people.
package struct DoctorRenderer: Sendable {
    private let style: TerminalStyle

    /// A renderer for a stream of this style.
    package init(style: TerminalStyle) {
        self.style = style
    }

    /// A line for each check, advice below it, and the count.
    package func text(_ checks: [DoctorCheck]) -> String {
        let names = checks.map { VisibleText.line($0.name) }
        let nameWidth = names.map(DisplayWidth.of).max() ?? 0
        let lines = zip(checks, names).flatMap { check, name -> [String] in
            let (word, color): (String, TerminalColor) =
                switch check.status {
                case .ok: ("ok", .green)
                case .warning: ("warning", .yellow)
                case .failure: ("failed", .red)
                }
            let status = Wording.padded(word, to: 7)
            let line = "  \(style.paint(status, .bold, color))  \(Wording.padded(name, to: nameWidth))  "
            let indent = 13 + nameWidth
            let advice = check.advice.map {
                String(repeating: " ", count: indent) + style.paint(VisibleText.line($0), .cyan)
            }
            return style.fitted(line + VisibleText.line(check.detail), hanging: indent)
                + (advice.map { style.fitted($0, hanging: indent) } ?? [])
        }
        return Wording.output(lines + [""] + style.fitted([conclusion(checks)]))
    }

    private func conclusion(_ checks: [DoctorCheck]) -> String {
        let failures = checks.count { $0.status == .failure }
        let warnings = checks.count { $0.status == .warning }
        let parts = [
            failures > 0 ? "\(Wording.count(failures, "check")) failed" : nil,
            warnings > 0 ? Wording.count(warnings, "warning") : nil,
        ].compactMap { $0 }
        if !parts.isEmpty { return parts.joined(separator: ", ") + "." }
        return checks.count > 1
            ? "All \(checks.count) checks passed." : "\(Wording.count(checks.count, "check")) passed."
    }
}

/// What `doctor` found, for programs: `format_version` (`1.0`), `ok` (whether nothing failed), and `checks[]` with
/// `name`, `status` (`ok`, `warning` or `failure`), `detail` and `advice` (or null).
package enum DoctorJSON {
    /// The checks as pretty JSON.
    package static func text(_ checks: [DoctorCheck]) -> String {
        JSONText.output(
            [
                "format_version": "1.0",
                "ok": .bool(!checks.contains { $0.status == .failure }),
                "checks": .array(
                    checks.map { check in
                        [
                            "name": .string(check.name),
                            "status": .string(check.status.rawValue),
                            "detail": .string(check.detail),
                            "advice": JSONValue(check.advice),
                        ]
                    }
                ),
            ]
        )
    }
}
