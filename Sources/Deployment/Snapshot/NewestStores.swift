import OpenAIAPI

/// Lists vector stores newest first, and only as far back as anything of a project can be that its live release does not
/// name: an account's other stores cost nothing.
struct NewestStores: Sendable {
    let client: any OpenAIClient
    /// The stores that the live release names. Where few of them are left, they are read by id: that is not done here.
    let named: Set<String>
    /// Unix seconds: what a run left that the release does not name is no older. Nil where that is not known.
    let since: Int64?
    /// So many stores are as quickly read by id.
    let few: Int

    /// - Parameter first: the first page of ``OpenAIClient/newestVectorStores(after:)``.
    /// - Throws: ``APIError``; with ``APIError/Code/brokenPaging`` when a page that claims more brings nothing new.
    func list(from first: Page<VectorStoreObject>) async throws(APIError) -> [VectorStoreObject] {
        // A server that does not say whether there is more is read with care, from both ends.
        guard first.hasMore != nil || first.items.isEmpty else { return try await client.listVectorStores() }
        var page = first
        var stores = page.items
        var seen = Set(stores.map(\.id))
        /// How many more pages are worth their while behind the end of what has to be read.
        var pagesLeft: Int?
        while page.hasMore == true, let last = page.items.last {
            if isPast(page) {
                let missing = named.subtracting(seen).count
                let left = pagesLeft ?? missing
                // A page may show a hundred of them, and may show none.
                if missing <= few || left == 0 { return stores }
                pagesLeft = left - 1
            }
            page = try await client.newestVectorStores(after: last.id)
            let new = page.items.filter { seen.insert($0.id).inserted }
            guard !new.isEmpty else {
                throw APIError(.brokenPaging, "the server says that there is more, and sends the same page again")
            }
            stores += new
        }
        return stores
    }

    /// Whether everything behind the page is older than what has to be read. A host that does not honour `order` shows
    /// that by times that do not fall.
    private func isPast(_ page: Page<VectorStoreObject>) -> Bool {
        guard let since, let first = page.items.first, let last = page.items.last else { return false }
        return last.createdAt < since && first.createdAt > last.createdAt
    }
}
