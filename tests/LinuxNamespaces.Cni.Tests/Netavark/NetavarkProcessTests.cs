using System.Diagnostics;
using System.Text.Json.Nodes;
using FluentAssertions;
using LinuxNamespaces.Cni.Plugins;
using LinuxNamespaces.Cni.Tests.Plugins;
using Xunit;

namespace LinuxNamespaces.Cni.Tests.Netavark;

/// <summary>The program itself as the driver, and killed.</summary>
public sealed class NetavarkProcessTests : NetavarkTest
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string Mapping => "'port_mappings':[{'container_port':80,'host_ip':'','host_port':8080,'protocol':'tcp','range':1}]";

    [Fact]
    public async Task The_program_is_the_driver_by_its_name()
    {
        (int code, string output) = await RunAsync("", null, "info");
        (code, (string?)JsonNode.Parse(output)!["api_version"]).Should().Be((0, "1.0.0"));
        (code, output) = await RunAsync($$"""{"name":"net1","id":"{{Id}}","driver":"linuxns"}""", null, "create");
        code.Should().Be(0, output);
        output.Should().Contain("\"network_interface\":\"lns");
        (code, output) = await RunAsync(Request(more: Mapping).ToJsonString(), null, "setup", Paths.Of(Pod));
        code.Should().Be(0, output);
        Addresses(Pod, "eth0").Should().Equal("10.9.0.2/24");
        Rules(Host).Should().Contain("dnat");
        (await RunAsync(Request(more: Mapping).ToJsonString(), null, "teardown", Paths.Of(Pod))).Should().Be((0, ""));
        AssertNothingLeft();
        (code, output) = await RunAsync("{}", null, "setup", Paths.Of(Pod));
        code.Should().Be(1);
        JsonNode.Parse(output)!.AsObject().Should().ContainSingle().Which.Key.Should().Be("error");
    }

    [Fact]
    public async Task Programs_that_are_killed_at_any_moment_leave_nothing_after_a_teardown()
    {
        Random random = new(22);
        (TimeSpan setup, TimeSpan teardown) = await MeasureAsync();
        for (int i = 0; i < Kills.Count(usual: 8); i++)
        {
            using NetNamespace pod = NetNamespace.Create();
            string request = RequestOf(i).ToJsonString();
            await RunAsync(request, setup * random.NextDouble(), "setup", Paths.Of(pod));
            await RunAsync(request, teardown * random.NextDouble(), "teardown", Paths.Of(pod));
            (await RunAsync(request, null, "teardown", Paths.Of(pod))).Should().Be((0, ""));
            AssertNothingLeft(pod);
        }
    }

    [Fact]
    public async Task Programs_that_are_killed_at_any_moment_leave_nothing_after_the_next_container()
    {
        Random random = new(23);
        (TimeSpan setup, TimeSpan teardown) = await MeasureAsync();
        for (int i = 0; i < Kills.Count(usual: 8); i++)
        {
            using (NetNamespace pod = NetNamespace.Create())
            {
                string request = RequestOf(i).ToJsonString();
                await RunAsync(request, setup * random.NextDouble(), "setup", Paths.Of(pod));
                await RunAsync(request, teardown * random.NextDouble(), "teardown", Paths.Of(pod));
            }

            // The kernel removes a namespace in its own time, and links with it. Podman never calls for this container again.
            SpinWait.SpinUntil(() => Host.Links.List().All(link => !link.Name.StartsWith("veth", StringComparison.Ordinal)), TimeSpan.FromSeconds(30)).Should().BeTrue();
            using NetNamespace next = NetNamespace.Create();
            string other = Other("10.9.0.200", id: $"next{i}").ToJsonString();
            (int code, string output) = await RunAsync(other, null, "setup", Paths.Of(next));
            code.Should().Be(0, output);
            Rules(Host).Should().Contain($"cni netavark:net1 next{i} ").And.NotContain($"cni netavark:net1 c{i} ");
            (await RunAsync(other, null, "teardown", Paths.Of(next))).Should().Be((0, ""));
            AssertNothingLeft(next);
        }
    }

    private static JsonObject RequestOf(int i) => Request("'options':{'isolate':'strict'}", more: $"'container_id':'c{i}',{Mapping}");

    private async Task<(TimeSpan Setup, TimeSpan Teardown)> MeasureAsync()
    {
        string request = RequestOf(0).ToJsonString();
        long start = Stopwatch.GetTimestamp();
        (await RunAsync(request, null, "setup", Paths.Of(Pod))).Code.Should().Be(0);
        TimeSpan setup = Stopwatch.GetElapsedTime(start);
        start = Stopwatch.GetTimestamp();
        (await RunAsync(request, null, "teardown", Paths.Of(Pod))).Code.Should().Be(0);
        return (setup, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Runs the program on the host, with a /run of its own for the lock, and kills it after a time.</summary>
    private async Task<(int Code, string Output)> RunAsync(string input, TimeSpan? life, params string[] arguments)
    {
        string program = $"{(Directory.Exists(DirectoryPath + "/bin") ? DirectoryPath + "/bin" : ProgramDirectory.Create(DirectoryPath))}/{NetavarkHost.DriverName}";
        ProcessStartInfo start = new("nsenter", [$"--net={Paths.Of(Host)}", "unshare", "--mount", "sh", "-c", "mount -t tmpfs tmpfs /run && exec \"$@\"", "sh", program, .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        // All of these programs are the same process, one after the other.
        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        timeout.CancelAfter(life ?? TimeSpan.FromMinutes(1));
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (life is not null)
        {
            process.Kill();
            await process.WaitForExitAsync(Cancellation);
        }

        return (process.ExitCode, await process.StandardOutput.ReadToEndAsync(Cancellation));
    }
}
