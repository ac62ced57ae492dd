using FluentAssertions;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using Xunit;

namespace LinuxNamespaces.Tests.Child;

public sealed class ChildCodeTests
{
    [Theory]
    [InlineData(Target.X64)]
    [InlineData(Target.Arm64)]
    public void The_bytes_are_those_of_the_source(string architecture)
    {
        Target target = Target.Of(architecture);
        using Scratch scratch = new();
        target.Tool("as", "-o", scratch.PathOf("code.o"), target.SourceFile);
        target.Tool("objcopy", "-O", "binary", "-j", ".text", scratch.PathOf("code.o"), scratch.PathOf("code"));
        target.Code.ToArray().Should().Equal(File.ReadAllBytes(scratch.PathOf("code")), "assemble.sh is to be run after a change");
    }

    [Theory]
    [InlineData(Target.X64)]
    [InlineData(Target.Arm64)]
    public void The_code_runs_wherever_it_is_mapped(string architecture)
    {
        Target target = Target.Of(architecture);
        using Scratch scratch = new();
        string code = scratch.PathOf("code.o");
        target.Tool("as", "-o", code, target.SourceFile);
        Target.AnyTool("readelf", "-rW", code).Should().Contain("There are no relocations");
        string[] symbols = Target.AnyTool("readelf", "-sW", code).Split('\n');
        AddressOf("spawn").Should().Be(0);
        AddressOf("launch").Should().Be(ChildCode.LaunchOffset);

        int AddressOf(string name) =>
            Convert.ToInt32(symbols.Single(line => line.EndsWith(" " + name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], 16);
    }

    [Theory]
    [InlineData(Target.X64, "Advanced Micro Devices X86-64")]
    [InlineData(Target.Arm64, "AArch64")]
    public void The_launcher_is_a_program_without_memory_that_is_writable_and_executable(string architecture, string machine)
    {
        ChildProgram program = new();
        Target target = Target.Of(architecture);
        program.Add(target.Call(SystemCall.exit_group), 0);
        (byte[] text, byte[] data) = LauncherImage.Build(program, program.Slots, target.Architecture);
        using Scratch scratch = new();
        string image = scratch.Write("image", [.. text, .. new byte[LauncherImage.DataOffset - text.Length], .. data]);

        string header = Target.AnyTool("readelf", "-hW", image);
        header.Should().MatchRegex("Class: +ELF64").And.MatchRegex("Type: +EXEC").And.MatchRegex($"Machine: +{machine}");
        header.Should().MatchRegex("Entry point address: +0x1000000180");
        string[][] segments = [.. Target.AnyTool("readelf", "-lW", image).Split('\n')
            .Where(line => line.Contains("  0x", StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        segments.Should().BeEquivalentTo(
            new string[][]
            {
                ["LOAD", "0x000000", "0x0000001000000000", "0x0000001000000000", Hex(text.Length), Hex(text.Length), "R", "E", "0x10000"],
                ["LOAD", "0x010000", "0x0000001000010000", "0x0000001000010000", Hex(data.Length), Hex(data.Length), "RW", "0x10000"],
                ["GNU_STACK", "0x000000", "0x0000000000000000", "0x0000000000000000", Hex(0), Hex(0), "RW", "0"],
            },
            options => options.WithStrictOrdering());

        static string Hex(int length) => $"0x{length:x6}";
    }
}
