import AssistantModel
import ChatServer
import Foundation
import OpenAIAPI
import Rendering
import SourceDiagnostics

/// What `doctor --serve` asks the account with the key of `serve`: what is live of that which may be served, whether its
/// answers can be paid for, and what time it is there.
struct ServedAssistantChecks: Sendable {
    let session: AccountSession
    let settings: ServeSettings
    /// Whether answers cost nothing.
    let isFree: Bool

    /// Where nothing can be read of what is live.
    static func unreadable(_ error: any Error) -> [DoctorCheck] {
        FailureReport(error).diagnostics.map { diagnostic in
            DoctorCheck(name: "live", status: .failure, detail: diagnostic.message, advice: diagnostic.hint)
        }
    }

    func run() async -> [DoctorCheck] {
        let reading: LiveReading
        do {
            reading = try await session.servedAssistants(settings)
        } catch {
            return Self.unreadable(error)
        }
        let time = Int64(Date().timeIntervalSince1970)
        let served = reading.assistants.map { assistant in
            let release = assistant.release.map { "release \($0)" } ?? "live"
            let money = isFree ? "" : ", an answer reserves up to \(assistant.shownReservation(settings))"
            return DoctorCheck(name: "assistant \(assistant.key)", status: .ok, detail: release + money)
        }
        let refused = reading.refused.sorted { $0.key < $1.key }.map { key, refusal in
            DoctorCheck(
                name: key.isEmpty ? "live" : "assistant \(key)",
                status: .failure,
                detail: refusal.message,
                advice: refusal.hint
            )
        }
        return served + refused + clock(at: time)
    }

    private func clock(at time: Int64) -> [DoctorCheck] {
        guard let there = session.client.observed.serverTime else { return [] }
        let ahead = time - there
        guard abs(ahead) > StateCheck.tolerance else {
            return [DoctorCheck(name: "clock", status: .ok, detail: "as the account's")]
        }
        return [
            DoctorCheck(
                name: "clock",
                status: .warning,
                detail: "this machine's is \(abs(ahead)) s \(ahead > 0 ? "ahead of" : "behind") the account's",
                advice: "let NTP set it: days of budgets and ages of chats are those of this machine"
            )
        ]
    }
}
