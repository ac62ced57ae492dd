using System.Diagnostics;
using FluentAssertions;
using LinuxNamespaces.Cni.Tests.Plugins;
using Xunit;

namespace LinuxNamespaces.Cni.Tests.Engines;

/// <summary>Container engines that are installed, with the plugins, each on a machine of its own. <c>tests/engines/run</c> has more of them.</summary>
public sealed class EngineTests : IDisposable
{
    private const int IsMissing = 69;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("podman", "crun", "busybox", "nft")]
    [InlineData("ctr", "runc", "busybox", "nft")]
    public async Task An_engine_attaches_containers_and_leaves_nothing(string engine, params string[] programs)
    {
        Require.RootOfTheMachine();
        InstalledPrograms.SkipWhenMissing(engine);
        Array.ForEach(programs, InstalledPrograms.SkipWhenMissing);
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "engines", "machine"), [ProgramDirectory.Create(_directory.Path), engine])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        string[] output = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        // Such as an image's program that needs libraries.
        Assert.SkipWhen(process.ExitCode == IsMissing, output[0].TrimEnd().Split('\n')[^1]);
        process.ExitCode.Should().Be(0, string.Concat(output));
    }
}
