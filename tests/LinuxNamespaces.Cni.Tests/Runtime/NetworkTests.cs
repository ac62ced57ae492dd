using System.Text;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Cni.Tests.Runtime;

public sealed class NetworkTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_list_has_its_plugins_in_order()
    {
        CniNetwork network = Parse("""{"cniVersion":"1.0.0","name":"net","plugins":[{"type":"bridge"},{"type":"portmap"}],"disableCheck":"true"}""");
        network.PluginTypes.Should().Equal("bridge", "portmap");
        network.DisableCheck.Should().BeTrue();
    }

    [Fact]
    public void A_single_plugin_is_a_list_of_one() => Parse("""{"cniVersion":"0.4.0","name":"net","type":"bridge"}""").PluginTypes.Should().Equal("bridge");

    [Fact]
    public void The_highest_version_that_is_supported_is_used() =>
        Parse("""{"cniVersion":"0.4.0","cniVersions":["9.0.0","1.1.0","1.0.0"],"name":"net","plugins":[{"type":"a"}]}""").Version.Should().Be("1.1.0");

    [Theory]
    [InlineData("""{"cniVersion":"1.0.0","name":"net","plugins":[]}""", 7)]
    [InlineData("""{"cniVersion":"1.0.0","name":"net","plugins":[{"type":"../x"}]}""", 7)]
    [InlineData("""{"cniVersion":"1.0.0","name":"n/t","plugins":[{"type":"x"}]}""", 7)]
    [InlineData("""{"cniVersion":"9.0.0","name":"net","plugins":[{"type":"x"}]}""", 1)]
    [InlineData("""{"cniVersion":"1.0.0","name":"net","plugins":{}}""", 6)]
    [InlineData("[", 6)]
    public void An_invalid_network_has_its_code(string text, int code) => FluentActions.Invoking(() => Parse(text)).Should().Throw<CniException>().Where(e => (int)e.Code == code);

    [Fact]
    public void A_directory_is_read_in_the_order_of_names()
    {
        Write("20.conf", """{"cniVersion":"1.0.0","name":"second","type":"b"}""");
        Write("10.conflist", """{"cniVersion":"1.0.0","name":"first","plugins":[{"type":"a"}]}""");
        Write("30.txt", "not read");
        CniNetwork.LoadDirectory(_directory.Path).Select(network => network.Name).Should().Equal("first", "second");
    }

    [Theory]
    [InlineData("false", 2)]
    [InlineData("true", 1)]
    public void Plugins_beside_the_list_follow_it(string onlyInlined, int count)
    {
        Write("10.conflist", $$"""{"cniVersion":"1.1.0","name":"net","loadOnlyInlinedPlugins":{{onlyInlined}},"plugins":[{"type":"a"}]}""");
        Directory.CreateDirectory(Path.Combine(_directory.Path, "net"));
        Write("net/1.conf", """{"type":"b"}""");
        CniNetwork.Load(Path.Combine(_directory.Path, "10.conflist")).PluginTypes.Should().HaveCount(count);
    }

    private static CniNetwork Parse(string text) => CniNetwork.Parse(Encoding.UTF8.GetBytes(text));

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_directory.Path, name), text);
}
