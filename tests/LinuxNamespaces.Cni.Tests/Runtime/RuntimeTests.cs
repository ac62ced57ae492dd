using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Cni.Tests.Runtime;

/// <summary>The runtime against plugins that are shell scripts.</summary>
public sealed class RuntimeTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly CniAttachment _attachment = new("c1", "/run/netns/c1") { Arguments = { ["K"] = "V" }, Capabilities = { ["mac"] = "02:00:00:00:00:01", ["unasked"] = 1 } };

    public void Dispose() => _directory.Dispose();

    private CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Add_calls_plugins_in_order_and_delete_in_reverse()
    {
        Script("one");
        Script("two");
        CniNetwork network = Network("""{"type":"one"},{"type":"two"}""");
        CniRuntime runtime = Runtime();
        await runtime.AddAsync(network, _attachment, Cancellation);
        await runtime.CheckAsync(network, _attachment, Cancellation);
        await runtime.CheckStatusAsync(network, Cancellation);
        await runtime.DeleteAsync(network, _attachment, Cancellation);
        Calls().Should().Equal("one ADD", "two ADD", "one CHECK", "two CHECK", "one STATUS", "two STATUS", "two DEL", "one DEL");
    }

    [Fact]
    public async Task A_plugin_gets_the_result_of_the_one_before_and_what_it_asks_for()
    {
        Script("one");
        Script("two");
        await Runtime().AddAsync(Network("""{"type":"one","capabilities":{"mac":true}},{"type":"two"}"""), _attachment, Cancellation);
        JsonNode first = Input("one", "ADD");
        ((string?)first["name"], (string?)first["cniVersion"], (string?)first["runtimeConfig"]!["mac"]).Should().Be(("net", "1.1.0", "02:00:00:00:00:01"));
        first["runtimeConfig"]!.AsObject().Should().HaveCount(1);
        first["prevResult"].Should().BeNull();
        JsonNode second = Input("two", "ADD");
        second["runtimeConfig"].Should().BeNull();
        ((string?)second["prevResult"]!["ips"]![0]!["address"]).Should().Be("10.0.0.2/24");
        File.ReadAllText(In("one.ADD.env")).Should().Contain("CNI_ARGS=K=V\n").And.Contain("CNI_CONTAINERID=c1\n").And.Contain("CNI_NETNS=/run/netns/c1\n").And.Contain($"CNI_PATH={_directory.Path}\n");
    }

    [Fact]
    public async Task Results_are_kept_as_other_runtimes_keep_them()
    {
        Script("one");
        CniNetwork network = Network("""{"type":"one"}""");
        await Runtime().AddAsync(network, _attachment, Cancellation);
        string file = In("cache/results/net-c1-eth0");
        JsonNode cache = JsonNode.Parse(await File.ReadAllTextAsync(file, Cancellation))!;
        ((string?)cache["kind"], (string?)cache["containerId"], (string?)cache["ifName"], (string?)cache["networkName"]).Should().Be(("cniCacheV1", "c1", "eth0", "net"));
        Encoding.UTF8.GetString(Convert.FromBase64String((string)cache["config"]!)).Should().Contain("\"plugins\"");
        ((string?)cache["cniArgs"]![0]![1], (string?)cache["result"]!["ips"]![0]!["address"]).Should().Be(("V", "10.0.0.2/24"));
        await Runtime().DeleteAsync(network, _attachment, Cancellation);
        ((string?)Input("one", "DEL")["prevResult"]!["ips"]![0]!["address"]).Should().Be("10.0.0.2/24");
        File.Exists(file).Should().BeFalse();
    }

    [Fact]
    public async Task Garbage_is_deleted_by_del_and_gc()
    {
        Script("one");
        CniNetwork network = Network("""{"type":"one"}""");
        await Runtime().AddAsync(network, _attachment, Cancellation);
        await Runtime().AddAsync(network, new CniAttachment("c2", "/run/netns/c2"), Cancellation);
        await Runtime().CollectGarbageAsync(network, [new CniAttachmentId("c2", "eth0")], Cancellation);
        Calls().Should().Equal("one ADD", "one ADD", "one DEL", "one GC");
        Input("one", "GC")["cni.dev/valid-attachments"]!.ToJsonString().Should().Be("""[{"containerID":"c2","ifname":"eth0"}]""");
        File.ReadAllText(In("one.DEL.env")).Should().Contain("CNI_CONTAINERID=c1\n").And.NotContain("CNI_NETNS");
    }

    [Fact]
    public async Task The_error_of_a_plugin_keeps_its_code()
    {
        Script("bad", """echo '{"cniVersion":"1.0.0","code":11,"msg":"not now","details":"later"}'; exit 1""");
        (await FluentActions.Awaiting(() => Runtime().AddAsync(Network("""{"type":"bad"}"""), _attachment, Cancellation)).Should().ThrowAsync<CniException>())
            .Where(e => e.Code == CniErrorCode.TryAgainLater && e.Message.Contains("not now") && e.Message.Contains("bad") && e.Details == "later");
    }

    [Theory]
    [InlineData("echo nonsense; echo why >&2; exit 3", 999)]
    [InlineData("echo nonsense", 6)]
    [InlineData("kill -9 $$", 999)]
    public async Task A_plugin_without_a_proper_answer_is_an_error(string script, int code)
    {
        Script("bad", script);
        (await FluentActions.Awaiting(() => Runtime().AddAsync(Network("""{"type":"bad"}"""), _attachment, Cancellation)).Should().ThrowAsync<CniException>()).Where(e => (int)e.Code == code);
        File.Exists(In("cache/results/net-c1-eth0")).Should().BeFalse();
    }

    [Fact]
    public async Task A_plugin_that_hangs_is_killed()
    {
        Script("slow", $"echo $$ > {In("pid")}; exec sleep 1000");
        CniRuntime runtime = new(new CniRuntimeOptions { PluginDirectories = [_directory.Path], CacheDirectory = In("cache"), Timeout = TimeSpan.FromSeconds(1) });
        (await FluentActions.Awaiting(() => runtime.AddAsync(Network("""{"type":"slow"}"""), _attachment, Cancellation)).Should().ThrowAsync<CniException>())
            .Where(e => e.Code == CniErrorCode.TryAgainLater && e.Message.Contains("slow"));
        string id = (await File.ReadAllTextAsync(In("pid"), Cancellation)).Trim();
        Directory.Exists($"/proc/{id}").Should().BeFalse();
    }

    [Fact]
    public async Task A_plugin_says_its_versions()
    {
        Script("one", """echo '{"cniVersion":"1.0.0","supportedVersions":["0.4.0","1.0.0"]}'""");
        (await Runtime().GetVersionAsync("one", Cancellation)).SupportedVersions.Should().Equal("0.4.0", "1.0.0");
    }

    private void Script(string name, string? body = null)
    {
        string path = In(name);
        File.WriteAllText(path, $$"""
            #!/bin/sh
            env | grep ^CNI_ > {{path}}.$CNI_COMMAND.env
            cat > {{path}}.$CNI_COMMAND.json
            echo {{name}} $CNI_COMMAND >> {{In("calls")}}
            {{body ?? """[ $CNI_COMMAND = ADD ] && echo '{"cniVersion":"1.1.0","interfaces":[{"name":"eth0"}],"ips":[{"address":"10.0.0.2/24","interface":0}]}'"""}}
            {{(body is null ? "exit 0" : "")}}
            """);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private CniRuntime Runtime() => new(new CniRuntimeOptions { PluginDirectories = [_directory.Path], CacheDirectory = In("cache") });

    private static CniNetwork Network(string plugins) => CniNetwork.Parse(Encoding.UTF8.GetBytes($$"""{"cniVersion":"1.1.0","name":"net","plugins":[{{plugins}}]}"""));

    private string[] Calls() => File.ReadAllLines(In("calls"));

    private JsonNode Input(string plugin, string command) => JsonNode.Parse(File.ReadAllText(In($"{plugin}.{command}.json")))!;

    private string In(string name) => Path.Combine(_directory.Path, name);
}
