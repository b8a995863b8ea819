import AssistantModel

/// The models that an account lists.
package struct AccountModels: Equatable, Sendable {
    private let shutdowns: [String: CalendarDay?]

    /// Whether the list tells when models end. Hosts that list other fields do not (docs/openai-api.md, 12.1), and for
    /// them an absent date says nothing.
    package let tellsShutdowns: Bool

    /// - Parameter shutdowns: by name; nil for a model whose end is not known.
    package init(_ shutdowns: [String: CalendarDay?]) {
        self.shutdowns = shutdowns
        tellsShutdowns = shutdowns.values.contains { $0 != nil }
    }

    /// Sorted.
    package var names: [String] { shutdowns.keys.sorted() }

    /// Whether the account lists a model.
    package func lists(_ name: String) -> Bool { shutdowns.keys.contains(name) }

    /// The day from which on requests fail; nil for a model that is not listed or has none.
    package func shutdown(of name: String) -> CalendarDay? { shutdowns[name] ?? nil }
}

/// A model as account and catalogue know it together: the account knows better than any list.
package struct ModelFacts: Equatable, Sendable {
    /// As it was asked for.
    package var name: String
    /// Nil where the catalogue does not know it.
    package var entry: ModelCatalogue.Entry?
    /// Nil where the account lists no models.
    package var isListed: Bool?
    /// By the account where it tells such days and lists the model, else by the catalogue.
    package var shutdown: CalendarDay?

    /// - Parameter account: nil where the account lists no models.
    package init(_ name: String, catalogue: ModelCatalogue, account: AccountModels?) {
        self.name = name
        entry = catalogue.entry(for: name)
        isListed = account?.lists(name)
        if let account, account.tellsShutdowns, account.lists(name) {
            shutdown = account.shutdown(of: name)
        } else {
            shutdown = entry?.model.shutdown
        }
    }

    /// Whether neither account nor catalogue knows the model: it may be new or misspelt.
    package var isUnknown: Bool { entry == nil && isListed != true }
}
