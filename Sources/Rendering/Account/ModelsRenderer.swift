import AssistantModel
import OrderedJSON
import Planning

/// The models of an account with what the catalogue knows of them.
package struct ModelsRenderer: Sendable {
    private static let unknown = "unknown"

    private let facts: [ModelFacts]
    private let catalogue: ModelCatalogue
    private let today: CalendarDay

    /// - Parameter account: nil for a host that lists no models: the catalogue's are shown then.
    package init(account: AccountModels?, catalogue: ModelCatalogue, today: CalendarDay) {
        // What has ended is worth a line only where the account still lists it.
        let known = catalogue.models.filter { $0.shutdown.map { $0 > today } ?? true }.map(\.id)
        facts = Set(known + (account?.names ?? [])).sorted()
            .map { ModelFacts($0, catalogue: catalogue, account: account) }
        self.catalogue = catalogue
        self.today = today
    }

    /// A table for people, sorted by name.
    package func text(style: TerminalStyle) -> String {
        let heads = ["Model", "Context", "Output", "In", "Cached", "Out", ""]
        let rows = [heads] + facts.map(row)
        let widths = heads.indices.map { column in rows.map { DisplayWidth.of($0[column]) }.max() ?? 0 }
        let lines = rows.enumerated().map { index, row in
            let cells = row.enumerated().map { column, cell in
                guard (1...5).contains(column) else { return Wording.padded(cell, to: widths[column]) }
                return String(repeating: " ", count: widths[column] - DisplayWidth.of(cell)) + cell
            }
            let line = cells.joined(separator: "  ")
            let end = line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex
            return index == 0 ? style.paint(String(line[..<end]), .bold) : String(line[..<end])
        }
        return Wording.output(
            lines + [
                "", "Context and output in tokens, prices in US dollars per million tokens, as of \(catalogue.date).",
            ] + toolPrices
        )
    }

    /// `format_version` (`1.0`), `project`, `environment`, `api`, `catalogue_date`, `models[]`, sorted by `id`, and
    /// `tool_prices`; null is unknown. A model has `listed` (by the account), `known` (to the catalogue), `context`,
    /// `max_input`, `max_output`, `input_usd`, `cached_input_usd` and `output_usd` per million tokens, `shutdown_date` and
    /// `replacements`.
    package func json(of scope: DeploymentScope) -> String {
        let prices = catalogue.toolPrices
        return scope.json([
            "catalogue_date": .string(catalogue.date.description),
            "models": .array(facts.map(value)),
            "tool_prices": [
                "seen": JSONValue(prices.seen),
                "storage_per_gb_day_usd": JSONValue(prices.storagePerGigabyteAndDay?.dollars),
                "free_storage_gb": JSONValue(prices.freeStorageGigabytes),
                "file_search_per_thousand_calls_usd": JSONValue(prices.fileSearchPerThousandCalls?.dollars),
                "code_interpreter_per_session_usd": JSONValue(prices.codeInterpreterPerSession?.dollars),
            ],
        ])
    }

    private func row(_ facts: ModelFacts) -> [String] {
        let model = facts.entry?.model
        func tokens(_ number: Int?) -> String { number.map(Wording.grouped) ?? Self.unknown }
        func price(_ price: Price?) -> String { price.map { DollarText.text($0) } ?? Self.unknown }
        return [
            VisibleText.line(facts.name), tokens(model?.contextTokens ?? model?.maximumInputTokens),
            tokens(model?.maximumOutputTokens), price(model?.prices.input), price(model?.prices.cachedInput),
            price(model?.prices.output), VisibleText.line(remarks(facts).joined(separator: "; ")),
        ]
    }

    private func remarks(_ facts: ModelFacts) -> [String] {
        var remarks: [String] = []
        let advice = facts.entry?.model.replacementText.map { ", use \($0)" } ?? ""
        switch ModelLifetime(shutdown: facts.shutdown, today: today) {
        case .open: break
        case .ending(let day): remarks.append("ends on \(day)\(advice)")
        case .ended(let day): remarks.append("shut down on \(day)\(advice)")
        }
        if facts.isListed == false { remarks.append("not listed by the account") }
        return remarks
    }

    private var toolPrices: [String] {
        let prices = catalogue.toolPrices
        var parts: [String] = []
        if let price = prices.storagePerGigabyteAndDay {
            let free =
                prices.freeStorageGigabytes.map { $0 > 0 ? " after the first \($0 == 1 ? "GB" : "\($0) GB")" : "" }
                ?? ""
            parts.append("storage \(DollarText.text(price)) per GB and day\(free)")
        }
        if let price = prices.fileSearchPerThousandCalls {
            parts.append("file search \(DollarText.text(price)) per 1,000 calls")
        }
        if let price = prices.codeInterpreterPerSession {
            parts.append("code interpreter \(DollarText.text(price)) a session")
        }
        guard !parts.isEmpty else { return [] }
        let seen = prices.seen.map { ", last seen \(VisibleText.line($0))" } ?? ""
        return ["Tools\(seen): \(parts.joined(separator: ", "))."]
    }

    private func value(_ facts: ModelFacts) -> JSONValue {
        let model = facts.entry?.model
        return [
            "id": .string(facts.name),
            "listed": facts.isListed.map { .bool($0) } ?? .null,
            "known": .bool(facts.entry != nil),
            "context": JSONValue(model?.contextTokens),
            "max_input": JSONValue(model?.maximumInputTokens),
            "max_output": JSONValue(model?.maximumOutputTokens),
            "input_usd": JSONValue(model?.prices.input?.dollars),
            "cached_input_usd": JSONValue(model?.prices.cachedInput?.dollars),
            "output_usd": JSONValue(model?.prices.output?.dollars),
            "shutdown_date": JSONValue(facts.shutdown?.description),
            "replacements": .array((model?.replacements ?? []).map { .string($0) }),
        ]
    }
}
