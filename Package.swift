// swift-tools-version: 6.2
import PackageDescription

/// Rules for our own targets only: dependencies are built with their own.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .unsafeFlags(["-warnings-as-errors"]),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let collections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioCompression = Target.Dependency.product(name: "NIOHTTPCompression", package: "swift-nio-extras")
let nioFoundation = Target.Dependency.product(name: "NIOFoundationCompat", package: "swift-nio")
let nioHTTP = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPOSIX = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let package = Package(
    name: "assistantctl",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "assistantctl", targets: ["assistantctl"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.1.4"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.3.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.81.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.24.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.29.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.4.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.11.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.25.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        .systemLibrary(
            name: "CLibYAML",
            pkgConfig: "yaml-0.1",
            providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]
        ),
        .systemLibrary(
            name: "CZlib",
            pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]
        ),
        .target(name: "Archives", dependencies: ["CZlib"]),
        .target(name: "Programs", dependencies: [subprocess, system]),
        .target(name: "DocumentText", dependencies: ["Archives", "Programs"]),
        .target(name: "SourceDiagnostics"),
        .target(name: "OrderedJSON", dependencies: [collections]),
        .target(name: "YAMLTree", dependencies: ["CLibYAML", "SourceDiagnostics"]),
        .target(name: "AssistantModel", dependencies: ["OrderedJSON", "SourceDiagnostics", crypto]),
        .target(
            name: "ManifestLoading",
            dependencies: ["AssistantModel", "OrderedJSON", "SourceDiagnostics", "YAMLTree"],
            // Inside the program: it stays one file.
            resources: [.embedInCode("Catalogue/models.json")]
        ),
        .target(
            name: "LocalFiles",
            dependencies: ["AssistantModel", "ManifestLoading", "SourceDiagnostics", crypto]
        ),
        .target(name: "Planning", dependencies: ["AssistantModel", "OrderedJSON", "SourceDiagnostics"]),
        .target(
            name: "Rendering",
            dependencies: ["AssistantModel", "OrderedJSON", "Planning", "SourceDiagnostics"],
            resources: [.embedInCode("Plan/HTML/page.css"), .embedInCode("Plan/HTML/page.js")]
        ),
        .target(name: "OpenAIAPI", dependencies: ["OrderedJSON"]),
        .target(
            name: "OpenAIHTTP",
            dependencies: [
                "OpenAIAPI", "OrderedJSON", asyncHTTPClient, crypto, logging, nioCompression, nioCore, nioFoundation,
                nioHTTP,
                nioPOSIX, nioTLS,
            ]
        ),
        .target(name: "ReleaseProtocol"),
        .target(
            name: "Deployment",
            dependencies: [
                "Archives", "AssistantModel", "OpenAIAPI", "OrderedJSON", "Planning", "ReleaseProtocol",
                "SourceDiagnostics",
            ]
        ),
        .target(name: "Conversation", dependencies: ["AssistantModel", "OpenAIAPI", "OrderedJSON"]),
        .target(
            name: "Sandbox",
            dependencies: [
                "Archives", "DocumentText", "OrderedJSON", "SourceDiagnostics", crypto, grdb, hummingbird, logging,
                nioCore,
                nioFoundation, nioPOSIX,
            ]
        ),
        .target(
            name: "Commands",
            dependencies: [
                "AssistantModel", "Conversation", "Deployment", "DocumentText", "LocalFiles", "ManifestLoading",
                "OpenAIAPI", "OpenAIHTTP", "OrderedJSON", "Planning", "Programs", "ReleaseProtocol", "Rendering",
                "Sandbox", "SourceDiagnostics", argumentParser, logging,
            ]
        ),
        .executableTarget(name: "assistantctl", dependencies: ["Commands", argumentParser]),
        .target(
            name: "TestSupport",
            dependencies: [
                "AssistantModel", "Deployment", "ManifestLoading", "OpenAIAPI", "OrderedJSON", "SourceDiagnostics",
            ],
            path: "Tests/TestSupport"
        ),
        .target(
            name: "FuzzChecks",
            dependencies: [
                "Archives", "AssistantModel", "Deployment", "DocumentText", "ManifestLoading", "OpenAIAPI",
                "OrderedJSON", "Rendering", "Sandbox", "SourceDiagnostics", "TestSupport", "YAMLTree",
            ],
            path: "Tests/Fuzzing/Checks"
        ),
        .testTarget(name: "FuzzingTests", dependencies: ["FuzzChecks", "TestSupport"]),
        .testTarget(name: "ArchivesTests", dependencies: ["Archives"]),
        .testTarget(name: "ProgramsTests", dependencies: ["Programs", "TestSupport"]),
        .testTarget(name: "DocumentTextTests", dependencies: ["Archives", "DocumentText", "TestSupport"]),
        .testTarget(name: "SourceDiagnosticsTests", dependencies: ["SourceDiagnostics"]),
        .testTarget(name: "OrderedJSONTests", dependencies: ["OrderedJSON"]),
        .testTarget(
            name: "YAMLTreeTests",
            dependencies: ["FuzzChecks", "SourceDiagnostics", "TestSupport", "YAMLTree"]
        ),
        .testTarget(name: "AssistantModelTests", dependencies: ["AssistantModel", "OrderedJSON", "SourceDiagnostics"]),
        .testTarget(
            name: "ManifestLoadingTests",
            dependencies: [
                "AssistantModel", "ManifestLoading", "OrderedJSON", "SourceDiagnostics", "TestSupport", "YAMLTree",
            ]
        ),
        .testTarget(
            name: "LocalFilesTests",
            dependencies: ["AssistantModel", "LocalFiles", "ManifestLoading", "SourceDiagnostics"]
        ),
        .testTarget(
            name: "PlanningTests",
            dependencies: ["AssistantModel", "OrderedJSON", "Planning", "SourceDiagnostics"]
        ),
        .testTarget(
            name: "RenderingTests",
            dependencies: [
                "AssistantModel", "OrderedJSON", "Planning", "Rendering", "SourceDiagnostics", "TestSupport",
            ],
            exclude: ["Snapshots"]
        ),
        .testTarget(
            name: "GoldenPlanTests",
            dependencies: [
                "AssistantModel", "ManifestLoading", "OrderedJSON", "Planning", "Rendering", "SourceDiagnostics",
                "TestSupport",
            ],
            exclude: ["Snapshots"]
        ),
        .testTarget(name: "OpenAIAPITests", dependencies: ["OpenAIAPI", "OrderedJSON", "TestSupport"]),
        .testTarget(
            name: "OpenAIHTTPTests",
            dependencies: [
                "OpenAIAPI", "OpenAIHTTP", "OrderedJSON", asyncHTTPClient, logging, nioCore, nioHTTP, nioPOSIX,
            ]
        ),
        .testTarget(name: "ReleaseProtocolTests", dependencies: ["ReleaseProtocol"]),
        .testTarget(
            name: "DeploymentTests",
            dependencies: [
                "Archives", "AssistantModel", "Deployment", "OpenAIAPI", "OrderedJSON", "Planning", "ReleaseProtocol",
                "SourceDiagnostics", "TestSupport",
            ]
        ),
        .testTarget(
            name: "FaultMatrixTests",
            dependencies: [
                "Archives", "AssistantModel", "Deployment", "OpenAIAPI", "OpenAIHTTP", "OrderedJSON", "Planning",
                "ReleaseProtocol", "Sandbox", "SourceDiagnostics", "TestSupport", grdb, logging,
            ]
        ),
        .testTarget(
            name: "SandboxTests",
            dependencies: [
                "Archives", "OrderedJSON", "Sandbox", "TestSupport", grdb, httpTypes, hummingbird, hummingbirdTesting,
                logging,
                nioCore, nioFoundation,
            ]
        ),
        .testTarget(
            name: "SchemaCorpusTests",
            dependencies: ["ManifestLoading", "OrderedJSON", "Sandbox", "SourceDiagnostics", "TestSupport"],
            exclude: ["Corpus"]
        ),
        .testTarget(name: "ConversationTests", dependencies: ["Conversation", "OpenAIAPI", "OrderedJSON"]),
        .testTarget(
            name: "CommandsTests",
            dependencies: [
                "AssistantModel", "Commands", "Conversation", "Deployment", "ManifestLoading", "OpenAIAPI",
                "OrderedJSON", "Planning", "Programs", "ReleaseProtocol", "SourceDiagnostics", "TestSupport",
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

/// The path of libFuzzer's library, from `make fuzz`: our own code then tells it which branches an input takes.
let fuzzer = Context.environment["ASSISTANTCTL_FUZZER"]
if let fuzzer {
    package.targets.append(
        .executableTarget(
            name: "assistantctl-fuzz",
            dependencies: ["FuzzChecks"],
            path: "Tests/Fuzzing/Engine",
            linkerSettings: [.unsafeFlags([fuzzer]), .linkedLibrary("stdc++")]
        )
    )
}

for target in package.targets where target.type != .system {
    target.swiftSettings = fuzzer == nil ? settings : settings + [.unsafeFlags(["-sanitize=fuzzer"])]
}
