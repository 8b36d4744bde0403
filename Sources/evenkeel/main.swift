import EvenkeelCLI

await EvenkeelProgram.run()
