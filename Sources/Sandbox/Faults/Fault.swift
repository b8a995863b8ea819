/// One thing that goes wrong on purpose. It is written and shown as text:
///
///     [METHOD] [PATH] KIND [name=value ...]
///
/// such as `POST /v1/files 503 after times=2`, where a status stands for its kind and `after` for `when=after`.
package struct Fault: Sendable, Equatable, CustomStringConvertible {
    /// When something happens, seen from the work that the request asks for.
    enum Moment: String, Sendable, CaseIterable {
        case before, during, after, answering
    }

    /// What the server says about trying again.
    enum RetryHint: Sendable, Equatable {
        case none
        case seconds(Int)
        case milliseconds(Int)
    }

    /// What another run puts into the registry.
    enum Competitor: Sendable, Equatable {
        case release
        case journal(leaseSeconds: Int)
    }

    enum Action: Sendable, Equatable {
        case delay(milliseconds: ClosedRange<Int>)
        case rateLimit(RetryHint, code: String)
        case billing(code: String)
        case serverError(status: Int, Moment, RetryHint)
        case drop(Moment)
        case hang(Moment)
        case late(milliseconds: Int)
        case html(status: Int, Moment)
        case halfJSON
        case listLag(milliseconds: Int)
        case attachLag(milliseconds: Int)
        case answer(AnswerSpoil)
        case indexFailure(name: NamePattern, code: String, message: String)
        case keepListed(name: NamePattern, milliseconds: Int?)
        case requestLimit(perMinute: Int)
        case attachLimit(perMinute: Int)
        case competingRelease(Competitor)
        case errorIn200(Moment, message: String)
        case habit(HostHabit)
    }

    package let kind: FaultKind
    let route: FaultRoute
    let action: Action
    let trigger: FaultTrigger
    /// The text in its full form: what stood for something is written out.
    package let description: String

    init(kind: FaultKind, route: FaultRoute, action: Action, trigger: FaultTrigger, options: [String]) {
        self.kind = kind
        self.route = route
        self.action = action
        self.trigger = trigger
        let place = route == .everything ? [] : [route.description]
        description = (place + [kind.rawValue] + options).joined(separator: " ")
    }
}

/// A name with `*` for any run of characters.
struct NamePattern: Sendable, Equatable {
    let text: String

    func matches(_ name: String) -> Bool {
        Self.matches(Array(text), Array(name))
    }

    /// Goes back to the last star when a character does not fit, which is all the going back that is needed.
    private static func matches(_ pattern: [Character], _ name: [Character]) -> Bool {
        var (place, position) = (0, 0)
        var star: (place: Int, position: Int)?
        while position < name.count {
            if place < pattern.count, pattern[place] == "*" {
                star = (place, position)
                place += 1
            } else if place < pattern.count, pattern[place] == name[position] {
                place += 1
                position += 1
            } else if let last = star {
                star = (last.place, last.position + 1)
                place = last.place + 1
                position = last.position + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == "*" }
    }
}
