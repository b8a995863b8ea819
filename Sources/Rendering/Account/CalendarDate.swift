/// A day of the Gregorian calendar in UTC.
enum CalendarDate {
    /// Such as `2026-11-23`.
    ///
    /// - Parameter unixSeconds: Since 1970, as servers give times.
    static func text(unixSeconds: Int) -> String {
        // Days are counted from 1 March of year 0, so that the leap day ends a year.
        let days = Int((Double(unixSeconds) / 86_400).rounded(.down)) + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    /// Such as `2026-11-23 14:05 UTC`.
    static func time(unixSeconds: Int) -> String {
        let minutes = ((unixSeconds % 86_400) + 86_400) % 86_400 / 60
        return "\(text(unixSeconds: unixSeconds)) \(padded(minutes / 60, 2)):\(padded(minutes % 60, 2)) UTC"
    }

    private static func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
