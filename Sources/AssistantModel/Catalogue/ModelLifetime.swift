/// Where a model stands between its publication and its end.
package enum ModelLifetime: Equatable, Sendable {
    /// No end is known.
    case open
    /// Requests work until that day.
    case ending(CalendarDay)
    /// Requests fail since that day.
    case ended(CalendarDay)

    /// - Parameter shutdown: the day from which on requests fail; nil without one.
    package init(shutdown: CalendarDay?, today: CalendarDay) {
        self = shutdown.map { $0 <= today ? .ended($0) : .ending($0) } ?? .open
    }
}

extension CatalogueModel {
    /// Whether the model answers on a day, as far as known.
    package func lifetime(on today: CalendarDay) -> ModelLifetime {
        ModelLifetime(shutdown: shutdown, today: today)
    }

    /// `gpt-6.1-sol or gpt-6.1-terra`; nil where nothing is known to use instead.
    package var replacementText: String? {
        replacements.isEmpty ? nil : replacements.joined(separator: " or ")
    }
}
