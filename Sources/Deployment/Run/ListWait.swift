import OpenAIAPI
import Planning

/// Waits until the account's lists show what a run made and no longer show what it removed: plans are made from them, and
/// they lag (docs/openai-api.md, 4.6).
struct ListWait: Sendable {
    let client: any OpenAIClient
    let adapter: any DefinitionAdapter
    let clock: any RunClock
    let interrupt: InterruptSignal
    let onEvent: @Sendable (ApplyEvent) -> Void

    /// After that the next plan may be wrong, and says what it sees.
    static let longest = Duration.seconds(60)

    /// Returns when everything is seen, when the time is over, when the user wants to stop, and when the account cannot be
    /// read.
    ///
    /// - Parameter stores: that the run made and deleted.
    func wait(for stores: ListedChanges) async {
        let end = clock.now() + Self.longest
        var interval = Duration.milliseconds(500)
        var isSaid = false
        while !interrupt.isRaised, !Task.isCancelled {
            do throws(APIError) {
                let areStoresSeen = try await stores.isSeen(
                    list: { () async throws(APIError) in
                        try await client.newestVectorStores().items.map(\.id)
                    },
                    isThere: { id throws(APIError) in try await client.retrieveVectorStore(id) }
                )
                if areStoresSeen, try await adapter.listsShowChanges() { return }
            } catch {
                return
            }
            let rest = end - clock.now()
            if rest <= .zero { return }
            if !isSaid {
                let seconds = Double(Self.longest.components.seconds)
                onEvent(.waiting(reason: "the account's lists do not show every change yet", seconds: seconds))
            }
            isSaid = true
            await clock.sleep(for: min(interval, rest), unless: interrupt)
            interval = min(interval * 3 / 2, .seconds(5))
        }
    }
}

/// What a run changed of the objects of one list.
struct ListedChanges: Sendable {
    /// Those that the run made and did not delete again.
    var made: [String] = []
    var removed: Set<String> = []

    /// As many as a page has.
    private static let pageSize = 100

    mutating func noteMade(_ id: String) { made.append(id) }

    mutating func noteRemoved(_ id: String) {
        removed.insert(id)
        made.removeAll { $0 == id }
    }

    /// Whether the newest page shows the changes. What was made and is gone again, and what other runs have pushed off
    /// the page, counts as seen.
    func isSeen<Object>(
        list: () async throws(APIError) -> [String],
        isThere: (String) async throws(APIError) -> Object
    ) async throws(APIError) -> Bool {
        guard !made.isEmpty || !removed.isEmpty else { return true }
        let page = try await list()
        let shown = Set(page)
        guard shown.isDisjoint(with: removed) else { return false }
        // Others' objects may stand on the page besides.
        if page.count >= Self.pageSize { return true }
        for id in made.suffix(Self.pageSize / 2) where !shown.contains(id) {
            if try await nilIfGone({ () async throws(APIError) in try await isThere(id) }) != nil { return false }
        }
        return true
    }
}
