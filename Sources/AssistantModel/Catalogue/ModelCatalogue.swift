/// Models with their limits, prices and ends, as published on a day: facts that no answer of an account shows.
package struct ModelCatalogue: Equatable, Sendable {
    /// Prices of tools; nil is unknown.
    package struct ToolPrices: Equatable, Sendable {
        /// When the prices were last seen published: a month or a day, such as `2026-03`.
        package var seen: String?
        /// Of a GB (10⁹ bytes) in vector stores for a day.
        package var storagePerGigabyteAndDay: Price?
        /// Of the whole account, not billed.
        package var freeStorageGigabytes: Int?
        /// Of file search.
        package var fileSearchPerThousandCalls: Price?
        /// Of a container.
        package var codeInterpreterPerSession: Price?

        /// Prices as they were published.
        package init(
            seen: String? = nil,
            storagePerGigabyteAndDay: Price? = nil,
            freeStorageGigabytes: Int? = nil,
            fileSearchPerThousandCalls: Price? = nil,
            codeInterpreterPerSession: Price? = nil
        ) {
            self.seen = seen
            self.storagePerGigabyteAndDay = storagePerGigabyteAndDay
            self.freeStorageGigabytes = freeStorageGigabytes
            self.fileSearchPerThousandCalls = fileSearchPerThousandCalls
            self.codeInterpreterPerSession = codeInterpreterPerSession
        }
    }

    /// A model as the catalogue knows it under some name.
    package struct Entry: Equatable, Sendable {
        /// How the name leads to the model.
        package enum Match: Equatable, Sendable {
            /// The catalogue lists the name.
            case listed
            /// The name is a listed one with a date: `gpt-4o-2024-08-06`. It may end on another day.
            case dated
            /// A fine-tuned model, whose own prices differ from those of its base.
            case fineTuned
        }

        /// For a fine-tuned model: its base without prices.
        package var model: CatalogueModel
        package var match: Match
    }

    /// Of the facts.
    package let date: CalendarDay
    /// Sorted by id, names and aliases each once.
    package let models: [CatalogueModel]
    package let toolPrices: ToolPrices
    private let indexes: [String: Int]

    /// Sorts by id. Of models with one name the first in that order counts.
    package init(date: CalendarDay, models: [CatalogueModel], toolPrices: ToolPrices = ToolPrices()) {
        self.date = date
        self.models = models.sorted { $0.id < $1.id }
        self.toolPrices = toolPrices
        indexes = Dictionary(
            self.models.enumerated().flatMap { index, model in ([model.id] + model.aliases).map { ($0, index) } },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// What is known of the model that a manifest or an account names; nil for nothing.
    package func entry(for name: String) -> Entry? {
        if let index = indexes[name] { return Entry(model: models[index], match: .listed) }
        if let base = Self.base(ofFineTuned: name) {
            guard let index = indexes[base] ?? Self.undated(base).flatMap({ indexes[$0] }) else { return nil }
            var model = models[index]
            model.prices = .init()
            return Entry(model: model, match: .fineTuned)
        }
        guard let index = Self.undated(name).flatMap({ indexes[$0] }) else { return nil }
        return Entry(model: models[index], match: .dated)
    }

    /// `gpt-4o-mini` of `ft:gpt-4o-mini:acme::abc`.
    private static func base(ofFineTuned name: String) -> String? {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count > 1 && parts[0] == "ft" ? String(parts[1]) : nil
    }

    /// The name before `-YYYY-MM-DD`; nil for a name without a date.
    private static func undated(_ name: String) -> String? {
        guard name.utf8.count > 11, CalendarDay(String(name.suffix(10))) != nil else { return nil }
        let base = name.dropLast(10)
        return base.last == "-" ? String(base.dropLast()) : nil
    }
}
