// swift-tools-version: 6.2
import PackageDescription

// Core does no I/O and depends on nothing but the toolchain, so that its tests
// run from a cold clone in seconds. See ../ARCHITECTURE.md for the arrows.

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "Core",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "EvenkeelDomain", targets: ["EvenkeelDomain"]),
        .library(name: "EvenkeelPlanner", targets: ["EvenkeelPlanner"]),
        .library(name: "EvenkeelVerdict", targets: ["EvenkeelVerdict"]),
        .library(name: "EvenkeelLedger", targets: ["EvenkeelLedger"]),
        .library(name: "EvenkeelSimulator", targets: ["EvenkeelSimulator"]),
    ],
    targets: [
        .target(name: "EvenkeelDomain", swiftSettings: settings),
        .target(name: "EvenkeelPlanner", dependencies: ["EvenkeelDomain"], swiftSettings: settings),
        .target(name: "EvenkeelVerdict", dependencies: ["EvenkeelDomain"], swiftSettings: settings),
        .target(
            name: "EvenkeelLedger", dependencies: ["EvenkeelDomain", "EvenkeelPlanner", "EvenkeelVerdict"],
            swiftSettings: settings),
        .target(
            name: "EvenkeelSimulator",
            dependencies: ["EvenkeelDomain", "EvenkeelPlanner", "EvenkeelVerdict", "EvenkeelLedger"],
            swiftSettings: settings),
        .testTarget(name: "EvenkeelDomainTests", dependencies: ["EvenkeelDomain"], swiftSettings: settings),
        .testTarget(
            name: "EvenkeelPlannerTests", dependencies: ["EvenkeelPlanner", "EvenkeelDomain", "EvenkeelSimulator"],
            swiftSettings: settings),
        .testTarget(
            name: "EvenkeelVerdictTests", dependencies: ["EvenkeelVerdict", "EvenkeelDomain", "EvenkeelSimulator"],
            swiftSettings: settings),
        .testTarget(
            name: "EvenkeelLedgerTests",
            dependencies: ["EvenkeelLedger", "EvenkeelDomain", "EvenkeelPlanner", "EvenkeelVerdict"],
            swiftSettings: settings),
        .testTarget(
            name: "EvenkeelSimulatorTests",
            dependencies: [
                "EvenkeelSimulator", "EvenkeelLedger", "EvenkeelDomain", "EvenkeelPlanner", "EvenkeelVerdict",
            ], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
