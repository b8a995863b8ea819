import ArgumentParser
import Commands

@main
struct Main {
    static func main() async {
        ProcessStreams.prepare()
        do throws(ValidationError) {
            try DashedText.refuse(in: Array(CommandLine.arguments.dropFirst()))
        } catch {
            AssistantCtl.exit(withError: error)
        }
        await AssistantCtl.main()
    }
}
