import Archives
import Synchronization

/// A way in which other servers than OpenAI's answer (docs/openai-api.md, 13): for the whole account, and for as long as
/// the fault is set.
enum HostHabit: Sendable, Equatable {
    /// What is in place of a time.
    enum OddTime: String, Sendable, CaseIterable {
        case null, text, date
    }

    /// 400 instead of 404 for an object that is read or deleted by its id.
    case notFoundAs400
    case nullLists
    /// Pages of at most so many objects that do not say whether there are more.
    case shortPages(size: Int, ignoresCursor: Bool)
    case newestFirst
    case compressed(Compression)
    case latin1Names
    case trimmedTexts
    case oddTimes(OddTime)
    case untoldStatus
    case stuckIndexing(name: NamePattern)
    case needsFileIDs
    case fixedAssistants
    /// The files of a batch are indexed one after the other, each for so long; what was not begun is no member yet.
    case batchesInTurn(milliseconds: Int, answersLast: Bool)
}

extension FaultBook {
    /// What `pick` makes of the first habit that it knows, which counts as a hit; nil where none is set.
    func habit<Value>(_ pick: (HostHabit) -> Value?) -> Value? {
        state.withLock { state in
            for index in state.entries.indices {
                guard case .habit(let habit) = state.entries[index].fault.action, let value = pick(habit) else {
                    continue
                }
                state.entries[index].matched += 1
                state.entries[index].hits += 1
                return value
            }
            return nil
        }
    }

    func has(_ habit: HostHabit) -> Bool { self.habit { $0 == habit ? true : nil } ?? false }

    var hasHabits: Bool {
        state.withLock { $0.entries.contains { if case .habit = $0.fault.action { true } else { false } } }
    }
}
