using FluentAssertions;
using LinuxNamespaces.Processes;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

/// <summary>Arguments, variables and paths that are not UTF-8.</summary>
[Collection("The kernel")]
public sealed class ByteTests
{
    private const string Name = "caf\udce9";
    private const string Hexadecimal = "636166e9";

    public static TheoryData<Carrier> Carriers => [.. Enum.GetValues<Carrier>()];

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Arguments_and_variables_are_passed_as_they_are(Carrier carrier)
    {
        (await HexadecimalOf(new NamespaceProcessStartInfo("sh", "-c", "printf %s \"$1\"", "sh", Name).By(carrier))).Should().Be(Hexadecimal);
        (await HexadecimalOf(new NamespaceProcessStartInfo("sh", "-c", "printf %s \"$A\"") { Environment = { ["A"] = Name } }.By(carrier))).Should().Be(Hexadecimal);
        (await HexadecimalOf(new NamespaceProcessStartInfo("sh", "-c", "printf %s \"$0\"") { ArgumentZero = "x" }.By(carrier))).Should().NotBe(Hexadecimal);
    }

    [Fact]
    public async Task Paths_are_what_they_are()
    {
        Require.UserNamespaces();
        using TemporaryDirectory directory = new();
        string made = $"{directory.Path}/{Name}";
        await Run.OutputAsync(new("mkdir", made) { StandardOutput = ProcessStream.Pipe });
        await Run.OutputAsync(new("sh", "-c", "printf '#!/bin/sh\\npwd\\n' >program; chmod 755 program") { WorkingDirectory = made, StandardOutput = ProcessStream.Pipe });
        (await HexadecimalOf(new("sh", "-c", "printf %s \"$(basename \"$(pwd)\")\"") { WorkingDirectory = made })).Should().Be(Hexadecimal);
        (await HexadecimalOf(new("sh", "-c", "printf %s \"$(basename \"$(pwd)\")\"") { CallerWorkingDirectory = made })).Should().Be(Hexadecimal);
        (await Run.OutputAsync(new($"{made}/program") { StandardOutput = ProcessStream.Pipe })).Should().NotBeEmpty();
        (await Run.OutputAsync(new("program") { Environment = { ["PATH"] = $"{made}:/usr/bin:/bin" }, StandardOutput = ProcessStream.Pipe })).Should().NotBeEmpty();
        await using NamespaceProcess mounted = Run.Start(new("sh", "-c", "ls /mnt; cat")
        {
            NewNamespaces = NamespaceTypes.User | NamespaceTypes.Mount,
            IdMap = IdMap.CurrentUserAsRoot,
            Mounts = { Mount.Bind(made, "/mnt"), Mount.Tmpfs(made), Mount.Bind($"{made}", "/opt") },
            StandardInput = ProcessStream.Pipe,
            StandardOutput = ProcessStream.Pipe,
        });
        using StreamReader reader = new(mounted.StandardOutput.AsStream());
        (await reader.ReadLineAsync(TestContext.Current.CancellationToken)).Should().Be("program");
        using MountNamespace inside = MountNamespace.OpenProcess(mounted.Id);
        inside.GetMounts().Should().Contain(mount => mount.Target == made && mount.FileSystem == "tmpfs");
        // System.IO cannot delete it.
        await Run.OutputAsync(new("rm", "-r", made) { StandardOutput = ProcessStream.Pipe });
    }

    [Fact]
    public void A_link_may_have_such_a_name()
    {
        Require.NetworkNamespaces();
        using NetNamespace net = NetNamespace.Create();
        net.Loopback.SetAlias("alias \udce9");
        net.Loopback.Refresh().Alias.Should().Be("alias \udce9");
    }

    private static async Task<string> HexadecimalOf(NamespaceProcessStartInfo start)
    {
        using TemporaryDirectory directory = new();
        string file = Path.Combine(directory.Path, "output");
        NamespaceProcessStartInfo info = new(start.FileName, start.Arguments)
        {
            ArgumentZero = start.ArgumentZero,
            WorkingDirectory = start.WorkingDirectory,
            CallerWorkingDirectory = start.CallerWorkingDirectory,
            StandardOutput = ProcessStream.File(file),
            Carrier = start.Carrier,
        };
        foreach ((string name, string? value) in start.Environment)
        {
            info.Environment.Add(name, value);
        }

        await using NamespaceProcess process = Run.Start(info);
        (await process.WaitForExitAsync(TestContext.Current.CancellationToken)).ExitCode.Should().Be(0);
        return Convert.ToHexStringLower(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
    }
}
