/// The faults that strike requests, by what they leave of them.
enum StruckRequest: String, CaseIterable, Sendable {
    /// Nothing was done, and the server says so and asks for patience.
    case putOff
    /// Nothing was done, and no answer says so.
    case lostBefore
    /// The work was done, and no answer says so.
    case lostAfter
    /// No waiting helps.
    case refused

    var faults: [String] {
        switch self {
        case .putOff:
            [
                "delay ms=1500", "429 retry-after=2", "429 retry-after-ms=300", "429 retry-after=none",
                "429 code=slow_down",
            ]
        case .lostBefore:
            ["500", "drop before", "hang before", "html status=502", "503", "502", "drop during", "html status=200"]
        case .lostAfter:
            [
                "500 after", "drop after", "half-json", "hang after", "html status=200 after", "503 after",
                "drop answering", "html status=502 after",
            ]
        case .refused: ["billing"]
        }
    }
}
