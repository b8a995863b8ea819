import Synchronization

extension OpenAIClient {
    /// One page of a list, newest first: what was made or deleted a moment ago.
    ///
    /// - Parameter after: the id behind which it begins; nil for the first page.
    package func newestPage<Item: WireDecodable & Identified>(
        _ path: [String],
        after: String? = nil,
        pageSize: Int = 100,
        meaningOfNotFound: APIRequest.MeaningOfNotFound = .missingObject,
        beta: String? = nil
    ) async throws(APIError) -> Page<Item> {
        var request = APIRequest(
            .get,
            path,
            query: [("limit", String(pageSize)), ("order", "desc")],
            repeatability: .always,
            meaningOfNotFound: meaningOfNotFound,
            beta: beta
        )
        if let after { request.query.append(("after", after)) }
        return try await send(request).decoded(as: Page<Item>.self, of: request)
    }

    /// As ``all(_:query:pageSize:meaningOfNotFound:beta:until:)``, in half the time where there are more than two pages:
    /// a second reader comes from the other end, until the first reaches what that has seen. Where the host visibly does
    /// not honour `order`, and where the second reader fails, the first goes on to the end.
    package func allFromBothEnds<Item: WireDecodable & Identified>(
        _ path: [String],
        pageSize: Int = 100,
        meaningOfNotFound: APIRequest.MeaningOfNotFound = .missingObject,
        beta: String? = nil
    ) async throws(APIError) -> [Item] {
        let far = FarSide<Item>()
        let (starts, start) = AsyncStream.makeStream(of: Void.self)
        let near = await withTaskGroup(of: Void.self) { group in
            group.addTask {
                var isLong = false
                for await _ in starts {
                    isLong = true
                    break
                }
                // A short list needs no second reader.
                guard isLong else { return }
                var after: String?
                while !Task.isCancelled {
                    do throws(APIError) {
                        let page: Page<Item> = try await newestPage(
                            path,
                            after: after,
                            pageSize: pageSize,
                            meaningOfNotFound: meaningOfNotFound,
                            beta: beta
                        )
                        guard far.add(page) else { return }
                        after = page.items.last?.id
                    } catch {
                        return
                    }
                }
            }
            let near: Result<[Item], APIError>
            do throws(APIError) {
                near = .success(
                    try await all(
                        path,
                        pageSize: pageSize,
                        meaningOfNotFound: meaningOfNotFound,
                        beta: beta,
                        until: { page in
                            let (isMet, isLong) = far.note(page)
                            if isLong { start.yield() }
                            return isMet
                        }
                    )
                )
            } catch {
                near = .failure(error)
            }
            start.finish()
            group.cancelAll()
            return near
        }
        return far.completing(try near.get())
    }
}

/// What was read from the newest end of a list.
private final class FarSide<Item: WireDecodable & Identified>: Sendable {
    private struct State {
        var nearPages = 0
        var nearIDs: Set<String> = []
        var items: [Item] = []
        var ids: Set<String> = []
    }

    private let state = Mutex(State())

    /// Notes a page of the other side.
    ///
    /// - Returns: whether it reached what this side has seen, and whether the list is now known to be a long one.
    func note(_ page: Page<Item>) -> (isMet: Bool, isLong: Bool) {
        state.withLock { state in
            state.nearPages += 1
            state.nearIDs.formUnion(page.items.map(\.id))
            let isMet = page.items.contains { state.ids.contains($0.id) }
            return (isMet, state.nearPages == 2 && page.hasMore == true)
        }
    }

    /// - Returns: whether another page is worth asking for.
    func add(_ page: Page<Item>) -> Bool {
        state.withLock { state in
            // There is more than the other side had seen when this one began: the newest is none of that.
            if state.items.isEmpty, page.items.first.map({ state.nearIDs.contains($0.id) }) ?? true { return false }
            let new = page.items.filter { state.ids.insert($0.id).inserted }
            state.items += new
            return page.hasMore == true && !new.isEmpty && !new.contains { state.nearIDs.contains($0.id) }
        }
    }

    /// Everything, oldest first, where the other side read up to here or to the end.
    func completing(_ near: [Item]) -> [Item] {
        state.withLock { state in
            let known = Set(near.map(\.id))
            return near + state.items.reversed().filter { !known.contains($0.id) }
        }
    }
}
