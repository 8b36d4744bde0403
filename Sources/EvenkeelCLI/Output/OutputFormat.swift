import ArgumentParser

/// How printed data looks: a table for people, JSON with stable names for programs.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument { case table, json }
