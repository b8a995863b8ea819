import OpenAIAPI
import OrderedJSON
import Synchronization
import Testing

@testable import Deployment

@Suite("Stores beside those of other people")
struct NewestStoresTests {
    /// An account of nothing but stores, oldest first; each is made a second after the one before it.
    private final class Stores: OpenAIClient {
        let ids: [String]
        let honoursOrder: Bool
        private let requests = Mutex(0)

        init(_ ids: [String], honoursOrder: Bool = true) {
            self.ids = ids
            self.honoursOrder = honoursOrder
        }

        var requestCount: Int { requests.withLock { $0 } }
        var observed: ObservedAccount { ObservedAccount() }

        func send(_ request: APIRequest) async throws(APIError) -> APIResponse {
            requests.withLock { $0 += 1 }
            let query = Dictionary(uniqueKeysWithValues: request.query.map { ($0.name, $0.value) })
            let isNewestFirst = honoursOrder && query["order"] == "desc"
            let order = isNewestFirst ? Array(ids.enumerated().reversed()) : Array(ids.enumerated())
            let start = query["after"].flatMap { after in order.firstIndex { $0.element == after } }.map { $0 + 1 } ?? 0
            let items = order[start...].prefix(100).map { index, id -> JSONValue in
                ["id": .string(id), "created_at": .integer(Int64(1_000 + index)), "metadata": [:]]
            }
            let place = APIError.Place(method: "GET", path: "/v1/vector_stores", server: "https://api.example")
            return APIResponse(
                body: ["data": .array(Array(items)), "has_more": .bool(start + items.count < order.count)],
                place: place
            )
        }

        func list(named: Set<String>, since: Int64?) async throws(APIError) -> [String] {
            let newest = NewestStores(client: self, named: named, since: since, few: 16)
            return try await newest.list(from: await ahead(pages: 1)).map(\.id)
        }

        /// Pages that are all read before any is asked for.
        func ahead(pages: Int) async -> PagesAhead {
            let ahead = PagesAhead()
            await ahead.read(from: self, atMost: pages)
            return ahead
        }
    }

    private let others = (0..<20_000).map { "other_\($0)" }
    private let ours = (0..<50).map { "ours_\($0)" }

    @Test("what was made long before the live release was begun is not read")
    func older() async throws {
        let account = Stores(others + ours)
        let listed = try await account.list(named: Set(ours), since: 1_000 + 20_000)
        #expect(Set(listed).isSuperset(of: ours))
        #expect(account.requestCount == 1)
    }

    @Test("what a dead run left is younger, and is read although no release names it")
    func leftovers() async throws {
        let account = Stores(others + ["left"] + (0..<500).map { "newer_\($0)" })
        let listed = try await account.list(named: [], since: 1_000 + 20_000)
        #expect(listed.contains("left"))
        #expect(account.requestCount == 6)
    }

    @Test("a few old stores of ours are left to be read by id")
    func fewOld() async throws {
        let account = Stores(Array(ours.prefix(10)) + others)
        let listed = try await account.list(named: Set(ours.prefix(10)), since: 1_000 + 19_990)
        #expect(Set(listed).isDisjoint(with: ours))
        #expect(account.requestCount == 1)
    }

    @Test("many old stores of ours are looked for on further pages, for no longer than reading them by id takes")
    func manyOld() async throws {
        let near = Stores(others + ours + (0..<300).map { "newer_\($0)" })
        #expect(Set(try await near.list(named: Set(ours), since: 1_000 + 20_330)).isSuperset(of: ours))
        #expect(near.requestCount == 4)
        let far = Stores(ours + others)
        #expect(Set(try await far.list(named: Set(ours), since: 1_000 + 20_000)).isDisjoint(with: ours))
        #expect(far.requestCount == 1 + 50)
    }

    @Test("a host that lists oldest first whatever is asked is read to the end, and so is every list without a release")
    func wholeLists() async throws {
        let few = Array(others.prefix(450)) + ours
        let stubborn = Stores(few, honoursOrder: false)
        #expect(try await stubborn.list(named: Set(ours), since: 5_000).count == 500)
        #expect(try await Stores(few).list(named: [], since: nil).count == 500)
    }

    @Test("pages that were read beside the live release are taken, and no page is asked for twice")
    func readAhead() async throws {
        for count in [0, 1, 100, 101, 399, 400, 401, 1_000] {
            let account = Stores(Array(others.prefix(count)))
            let ahead = await account.ahead(pages: 4)
            #expect(account.requestCount == min(4, max(1, (count + 99) / 100)))
            let newest = NewestStores(client: account, named: [], since: nil, few: 16)
            #expect(try await newest.list(from: ahead).map(\.id) == account.ids.reversed())
            #expect(account.requestCount == max(1, (count + 99) / 100))
        }
    }

    @Test("of pages that were read ahead none is taken that the live release makes superfluous")
    func readAheadInVain() async throws {
        let account = Stores(others + ours)
        let newest = NewestStores(client: account, named: Set(ours), since: 1_000 + 20_000, few: 16)
        #expect(try await newest.list(from: await account.ahead(pages: 3)).count == 100)
    }

    @Test("a long list is read from both ends at a time, every store once, oldest first")
    func bothEnds() async throws {
        for count in [0, 1, 99, 100, 101, 200, 201, 299, 300, 301, 1_000, 2_345] {
            let ids = Array(others.prefix(count))
            for honoursOrder in [true, false] {
                let account = Stores(ids, honoursOrder: honoursOrder)
                #expect(try await account.listVectorStores().map(\.id) == ids, "\(count), \(honoursOrder)")
                #expect(account.requestCount <= max(1, (count + 99) / 100) + (count > 200 ? 2 : 0))
            }
        }
    }
}
