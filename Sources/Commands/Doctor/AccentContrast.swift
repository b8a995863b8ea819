import Foundation

/// How readable texts are upon a colour: those that the page writes there are white or nearly black, whichever is better.
struct AccentContrast: Equatable {
    /// As WCAG 2 has it, from 1 to 21.
    let best: Double

    /// - Parameter color: `#rrggbb`; nil for anything else.
    init?(_ color: String) {
        guard color.utf8.count == 7, color.hasPrefix("#"), let number = UInt32(color.dropFirst(), radix: 16) else {
            return nil
        }
        let luminance = Self.luminance([number >> 16, number >> 8 & 255, number & 255])
        best = max(Self.contrast(luminance, 1), Self.contrast(luminance, Self.luminance([17, 17, 17])))
    }

    /// What WCAG asks of texts.
    var isReadable: Bool { best >= 4.5 }

    private static func luminance(_ channels: [UInt32]) -> Double {
        zip(channels, [0.2126, 0.7152, 0.0722]).reduce(0) { sum, pair in
            let share = Double(pair.0) / 255
            let linear = share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
            return sum + linear * pair.1
        }
    }

    private static func contrast(_ one: Double, _ other: Double) -> Double {
        (max(one, other) + 0.05) / (min(one, other) + 0.05)
    }
}
