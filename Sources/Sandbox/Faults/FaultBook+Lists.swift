import OrderedJSON
import Synchronization

/// Faults that change what lists and stores show.
extension FaultBook {
    /// Whether how the tables grow has to be watched.
    var watchesTables: Bool {
        state.withLock { $0.entries.contains { $0.fault.kind == .listLag || $0.fault.kind == .attachLag } }
    }

    /// Notes the highest sequence number of every table.
    func observe(_ newest: [String: Int64], at now: Double) {
        state.withLock { $0.memory.observe(newest, at: now) }
    }

    /// What a list shows, or nil when it shows what there is.
    /// - Parameter table: what the list is of.
    func listView(_ request: FaultSubject, of table: String, at now: Double) -> ListView? {
        state.withLock { state in
            var view = ListView()
            for index in state.entries.indices {
                guard case .listLag(let milliseconds) = state.entries[index].fault.action else { continue }
                state.entries[index].matched += 1
                let seen = now - Double(milliseconds) / 1000
                let gone = state.memory.departed.filter {
                    $0.account == request.account && $0.list == request.path && $0.deletedAt > seen
                }
                let newest = state.memory.newest(at: seen)?[table] ?? 0
                if !gone.isEmpty || newest < state.memory.latest?[table] ?? 0 {
                    state.entries[index].hits += 1
                    view.newest[table] = min(newest, view.newest[table] ?? newest)
                    view.departed += gone.filter { !view.departed.contains($0) }
                }
            }
            let kept = state.memory.kept.filter {
                $0.until > now && $0.object.account == request.account && $0.object.list == request.path
            }
            view.departed += kept.map(\.object).filter { object in !view.departed.contains { $0.id == object.id } }
            return view == ListView() ? nil : view
        }
    }

    /// Whether a file was attached so short a while ago that its store does not know it yet.
    func isUnknownYet(_ sequence: Int64, in table: String, at now: Double) -> Bool {
        state.withLock { state in
            for index in state.entries.indices {
                guard case .attachLag(let milliseconds) = state.entries[index].fault.action else { continue }
                state.entries[index].matched += 1
                guard sequence > state.memory.newest(at: now - Double(milliseconds) / 1000)?[table] ?? 0 else {
                    continue
                }
                state.entries[index].hits += 1
                return true
            }
            return false
        }
    }

    var hasListLag: Bool { state.withLock { $0.entries.contains { $0.fault.kind == .listLag } } }

    /// Notes that an object is gone.
    func depart(_ object: DepartedObject) {
        state.withLock { $0.memory.depart(object) }
    }

    var keepsFiles: Bool { state.withLock { $0.entries.contains { $0.fault.kind == .keepListed } } }

    /// Notes that a file was deleted, and keeps it in the stores where it was if a fault says so.
    func keep(_ objects: [DepartedObject], of name: String, at now: Double) {
        state.withLock { state in
            for index in state.entries.indices {
                guard case .keepListed(let pattern, let milliseconds) = state.entries[index].fault.action else {
                    continue
                }
                state.entries[index].matched += 1
                guard pattern.matches(name), !objects.isEmpty else { continue }
                state.entries[index].hits += 1
                let until = milliseconds.map { now + Double($0) / 1000 } ?? .infinity
                for object in objects { state.memory.keep(object, until: until) }
                return
            }
        }
    }

    /// The deleted file that its store still has at this path.
    func kept(at path: String, account: String, now: Double) -> DepartedObject? {
        state.withLock { state in
            state.memory.kept.first { kept in
                kept.until > now && kept.object.account == account && kept.object.list + "/" + kept.object.id == path
            }?.object
        }
    }

    /// Takes a kept file out of its store.
    func release(_ object: DepartedObject) {
        state.withLock { $0.memory.release(object.id, from: object.list, account: object.account) }
    }

    /// How many deleted files a store still counts, by status.
    func keptCounts(store: String, account: String, now: Double) -> [String: Int] {
        state.withLock { state in
            let kept = state.memory.kept.filter { kept in
                kept.until > now && kept.object.account == account
                    && kept.object.list == "/v1/vector_stores/\(store)/files"
            }
            return Dictionary(grouping: kept) { $0.object.json["status"]?.stringValue ?? "" }.mapValues(\.count)
        }
    }
}
