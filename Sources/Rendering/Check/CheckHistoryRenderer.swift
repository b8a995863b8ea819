import AssistantModel
import Checks
import SourceDiagnostics

/// How checks came out over time, for people: under each question the definitions that were asked, newest first, each with
/// a bar for every run.
package struct CheckHistoryRenderer: Sendable {
    private let style: TerminalStyle

    /// Narrower terminals get the figures below the bars.
    private static let tableWidth = 120
    /// Runs that have a bar, the newest of a definition.
    private static let bars = 20
    private static let heights = Array("▁▂▃▄▅▆▇█")

    package init(style: TerminalStyle) {
        self.style = style
    }

    /// The history with its line ends.
    package func text(_ history: CheckHistory) -> String {
        guard !history.tracks.isEmpty else { return "No checks.\n" }
        guard history.tracks.contains(where: { !$0.stretches.isEmpty }) else {
            return "No runs are kept here: `assistantctl check` makes the first.\n"
        }
        let rows = Rows(history.tracks.flatMap(\.stretches))
        var lines: [String] = []
        var assistant: String?
        for track in history.tracks {
            if assistant != track.assistant {
                if assistant != nil { lines.append("") }
                lines.append(style.paint(VisibleText.line(track.assistant), .bold))
                assistant = track.assistant
            }
            lines += style.fitted("  " + CheckWording.question(track.check), hanging: 4)
            if track.stretches.isEmpty { lines.append("    " + style.paint("no answer so far", .dim)) }
            for stretch in track.stretches { lines += isTable ? row(stretch, rows) : block(stretch) }
        }
        lines.append("")
        lines += style.fitted(
            "A bar is a run, as high as the share of right answers. Runs flicker where they come out otherwise than the one "
                + "before, though the definition is the same.",
            hanging: 0
        )
        return Wording.output(lines)
    }

    private var isTable: Bool { style.width.map { $0 >= Self.tableWidth } ?? true }

    /// The widths of the columns of a table.
    private struct Rows {
        let time: Int
        let bars: Int
        let right: Int
        let share: Int
        let flicker: Int
        let model: Int

        init(_ stretches: [CheckHistory.Stretch]) {
            func width(_ text: (CheckHistory.Stretch) -> String) -> Int {
                stretches.map { DisplayWidth.of(text($0)) }.max() ?? 0
            }
            time = width(CheckWording.days)
            bars = stretches.map { min($0.records.count, CheckHistoryRenderer.bars) }.max() ?? 0
            right = width { CheckWording.right($0.tally) }
            share = width { CheckWording.share($0.tally) }
            flicker = width(CheckWording.flicker)
            model = width { VisibleText.line($0.definition.model) }
        }
    }

    private func row(_ stretch: CheckHistory.Stretch, _ rows: Rows) -> [String] {
        let blanks = String(repeating: " ", count: rows.bars - min(stretch.records.count, Self.bars))
        let columns = [
            Wording.padded(CheckWording.days(stretch), to: rows.time),
            bars(stretch) + blanks,
            Wording.padded(CheckWording.right(stretch.tally), to: rows.right),
            Wording.leading(CheckWording.share(stretch.tally), to: rows.share),
            flicker(stretch, to: rows.flicker),
            Wording.padded(VisibleText.line(stretch.definition.model), to: rows.model),
            style.paint(VisibleText.line(stretch.definition.fingerprint), .dim),
        ]
        return style.fitted("    " + columns.joined(separator: "  "), hanging: 6)
    }

    private func block(_ stretch: CheckHistory.Stretch) -> [String] {
        let figures = [
            CheckWording.right(stretch.tally), CheckWording.share(stretch.tally), flicker(stretch, to: 0),
        ]
        let definition = [stretch.definition.model, stretch.definition.fingerprint].map(VisibleText.line)
        return style.fitted("    \(CheckWording.days(stretch))  \(bars(stretch))", hanging: 6)
            + style.fitted("      " + figures.joined(separator: "  "), hanging: 8)
            + style.fitted("      " + style.paint(definition.joined(separator: "  "), .dim), hanging: 8)
    }

    private func bars(_ stretch: CheckHistory.Stretch) -> String {
        stretch.records.suffix(Self.bars).map { record in
            let height = (record.tally.thousandths ?? 0) * (Self.heights.count - 1) / 1000
            let bar = String(Self.heights[height])
            return switch record.verdict {
            case .passed: style.paint(bar, .green)
            case .failed: style.paint(bar, .red)
            case .undecided: style.paint(bar, .yellow)
            }
        }.joined()
    }

    private func flicker(_ stretch: CheckHistory.Stretch, to columns: Int) -> String {
        let text = Wording.padded(CheckWording.flicker(stretch), to: columns)
        return stretch.flicker.changes > 0 ? style.paint(text, .yellow) : text
    }
}

extension CheckWording {
    /// Such as `2026-11-28 to 2026-11-30`, in UTC.
    static func days(_ stretch: CheckHistory.Stretch) -> String {
        let days = [stretch.records.first, stretch.records.last].compactMap { $0 }.map {
            CalendarDay(unixSeconds: $0.time).description
        }
        return Set(days).count > 1 ? days.joined(separator: " to ") : days.first ?? "-"
    }

    /// Such as `2 of 5 flicker`; how many runs there are where that says more.
    static func flicker(_ stretch: CheckHistory.Stretch) -> String {
        let flicker = stretch.flicker
        if flicker.changes > 0 { return "\(flicker.changes) of \(flicker.repeats) flicker" }
        return Wording.count(stretch.records.count, "run") + (flicker.repeats > 0 ? ", steady" : "")
    }
}
