import AssistantModel

/// Which part of a project a plan is about, and what it makes anew.
package struct PlanScope: Equatable, Sendable, Codable {
    /// Only these, and what they need; empty for everything.
    package var only: [AddressPattern]
    /// Not these, nor what needs them.
    package var exclude: [AddressPattern]
    /// These are replaced although nothing about them changed.
    package var replace: [AddressPattern]
    /// Whether files in a store that is adopted are taken over by name and size; nil for no.
    package var trustsSize: Bool?

    /// The scope of a plan; everything without arguments.
    package init(only: [AddressPattern] = [], exclude: [AddressPattern] = [], replace: [AddressPattern] = []) {
        self.only = only
        self.exclude = exclude
        self.replace = replace
    }

    /// Everything, and nothing made anew.
    package static let everything = PlanScope()

    /// Whether a change of this object was asked for.
    func selects(_ change: ResourceChange) -> Bool {
        only.isEmpty || only.contains { change.isMatched(by: $0) }
    }

    /// Whether a change of this object was ruled out.
    func excludes(_ change: ResourceChange) -> Bool { exclude.contains { change.isMatched(by: $0) } }

    /// Whether the object is to be made anew.
    package func replaces(_ address: ResourceAddress) -> Bool { replace.contains { $0.matches(address) } }

    /// The patterns, each once and in the order given, that meet no object of the project or the account.
    package func unmatched(_ addresses: [ResourceAddress]) -> [AddressPattern] {
        var known: Set<AddressPattern> = []
        return (only + exclude + replace).filter { pattern in
            known.insert(pattern).inserted && !addresses.contains(where: pattern.matches)
        }
    }
}

extension ResourceChange {
    fileprivate func isMatched(by pattern: AddressPattern) -> Bool {
        pattern.matches(address) || previousAddress.map(pattern.matches) == true
    }
}
