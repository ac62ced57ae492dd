using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.SampleTests.Samples;

/// <summary>What <c>nstools netns</c> does as ip-netns(8) of iproute2 7.3.</summary>
[Collection("The kernel")]
public sealed class NsToolsNetnsTests
{
    [Theory]
    [InlineData("-n NAME list-id", 0, "nsid 23 (iproute2 netns name: OTHER)\n", "")]
    [InlineData("-netns NAME -j list-id nsid 0x17", 0, "[{\"nsid\":23,\"name\":\"OTHER\"}]\n", "")]
    [InlineData("-n NAME -j -p list-id nsid 027", 0, "[ {\n        \"nsid\": 23,\n        \"name\": \"OTHER\"\n    } ]\n", "")]
    [InlineData("-d -s -4 -o -c=never -N -n NAME list-id", 0, "nsid 23 (iproute2 netns name: OTHER)\n", "")]
    [InlineData("-n NAME identify", 0, "NAME\n", "")]
    [InlineData("-n NAME set OTHER 0x30", 2, "", "Error: Peer netns already has a nsid assigned.\n")]
    [InlineData("-n no-such-name list", 255, "", "Cannot open network namespace \"no-such-name\": No such file or directory\n")]
    [InlineData("-foo list", 255, "", "Option \"-foo\" is unknown, try \"ip -help\".\n")]
    [InlineData("list-id nsid 1 nsid 2", 255, "", "Error: duplicate \"nsid\": \"nsid\" is the second value.\n")]
    [InlineData("list-id nsid -1", 255, "", "Error: argument \"-1\" is wrong: \"nsid\" value should be >= 0\n")]
    [InlineData("identify 99999999999999", 1, "", "Cannot open network namespace: No such file or directory\n")]
    [InlineData("attach NAME -1", 1, "", "Cannot create namespace file \"/run/netns/NAME\": File exists\n")]
    [InlineData("-all exec", 1, "", "No command specified\n")]
    [InlineData("exec NAME ", 1, "", "exec of \"\" failed: No such file or directory\n")]
    public async Task Options_and_numbers_are_read_as_by_ip(string words, int exitCode, string output, string errors)
    {
        Require.NamedNamespaces();
        string[] names = [RunMark.NewName(), RunMark.NewName()];
        using NetNamespace first = NetNamespace.Create(names[0]);
        using NetNamespace second = NetNamespace.Create(names[1]);
        try
        {
            first.SetId(second, 23);
            SampleResult result = await NsTool.RunAsync(["netns", .. Named(words).Split(' ')]);
            result.WithoutStaleNames().Should().Be(new SampleResult(exitCode, Named(output), Named(errors)));
        }
        finally
        {
            Array.ForEach(names, NetNamespace.Delete);
        }

        string Named(string text) => text.Replace("NAME", names[0], StringComparison.Ordinal).Replace("OTHER", names[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pids", 0, "")]
    [InlineData("exec", 255, "setting the network namespace \"NAME\" failed: Invalid argument\n")]
    [InlineData("set", 2, "Error: Peer netns reference is invalid.\n")]
    [InlineData("attach", 1, "Cannot create namespace file \"/run/netns/NAME\": File exists\n")]
    public async Task A_name_may_have_lost_its_namespace(string verb, int exitCode, string errors)
    {
        Require.NamedNamespaces();
        string name = RunMark.NewName();
        File.WriteAllText($"/run/netns/{name}", string.Empty);
        try
        {
            string[] rest = verb switch { "exec" => ["true"], "set" => ["7"], "attach" => ["1"], _ => [] };
            (await NsTool.RunAsync(["netns", verb, name, .. rest])).Should().Be(new SampleResult(exitCode, string.Empty, errors.Replace("NAME", name, StringComparison.Ordinal)));
            SampleResult list = await NsTool.RunAsync("netns", "list");
            list.ExitCode.Should().Be(0);
            list.Output.Should().Contain($"{name}\n");
            list.Errors.Should().Contain("Error: Peer netns reference is invalid.\n");
        }
        finally
        {
            File.Delete($"/run/netns/{name}");
        }
    }

    [Theory]
    [InlineData("# two\n\n netns\tadd NAME\nnetns set NAM\\\nE 0x17 # its id\nnet list-id nsid 23\n", "", 0, "nsid 23 (iproute2 netns name: NAME)\n", "")]
    [InlineData("netns add NAME\nnetns add NAME\nnetns identify\n", "", 1, "", "Cannot create namespace file \"/run/netns/NAME\": File exists\nCommand failed FILE:2\n")]
    [InlineData("netns add NAME\nnetns add NAME\nnetns identify\n", "-force", 1, "\n", "Cannot create namespace file \"/run/netns/NAME\": File exists\nCommand failed FILE:2\n")]
    [InlineData("netns add NAME\nnetns set NAME abc\nnetns identify\n", "-force", 255, "", "Error: argument \"abc\" is wrong: Invalid \"netnsid\" value\n")]
    [InlineData("netns add NAME\nnetns exec NAME sh -c 'echo one; exit 3'\nnetns exec NAME echo \"two  words\"\n", "-force", 1, "one\ntwo  words\n", "Command failed FILE:2\n")]
    [InlineData("netns add NAME\nnetns exec NAME no-such-program\n", "", 1, "", "exec of \"no-such-program\" failed: No such file or directory\nCommand failed FILE:2\n")]
    [InlineData("netns add NAME\nfoo bar\n", "", 1, "", "Object \"foo\" is unknown, try \"ip help\".\nCommand failed FILE:2\n")]
    [InlineData("netns add NAME\nnetns exec NAME echo 'open\n", "-force", 1, "", "Unterminated quoted string\n")]
    public async Task Commands_come_from_a_file(string commands, string option, int exitCode, string output, string errors)
    {
        Require.NamedNamespaces();
        string name = RunMark.NewName();
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, commands.Replace("NAM\\\nE", $"{name[..4]}\\\n{name[4..]}", StringComparison.Ordinal).Replace("NAME", name, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        try
        {
            SampleResult result = await NsTool.RunAsync(["netns", .. option.Split(' ', StringSplitOptions.RemoveEmptyEntries), "-b", file]);
            result.WithoutStaleNames().Should().Be(new SampleResult(exitCode, Named(output), Named(errors)));
            NetNamespace.Exists(name).Should().BeTrue();
        }
        finally
        {
            NetNamespace.Delete(name);
            File.Delete(file);
        }

        string Named(string text) => text.Replace("NAME", name, StringComparison.Ordinal).Replace("FILE", file, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-b", 255, "Error: argument \"batch file\" is required\n")]
    [InlineData("-batch /no-such-file", 1, "Cannot open file \"/no-such-file\" for reading: No such file or directory\n")]
    [InlineData("-batch /etc", 1, "Cannot open file \"/etc\" for reading: Is a directory\n")]
    [InlineData("-batch -", 0, "")]
    public async Task A_file_of_commands_is_there(string words, int exitCode, string errors) =>
        (await NsTool.RunAsync(["netns", .. words.Split(' ')])).Should().Be(new SampleResult(exitCode, string.Empty, errors));

    [Fact]
    public async Task An_id_that_the_other_namespace_has_none_for_is_unassigned()
    {
        Require.NamedNamespaces();
        using NetNamespace host = NetNamespace.OpenCurrent();
        using NetNamespace other = NetNamespace.Create();
        int id = Random.Shared.Next(1_000_000, 2_000_000);
        host.SetId(other, id);
        (await NsTool.RunAsync("netns", "list-id", "target-nsid", $"{id}", "nsid", $"{id}")).WithoutStaleNames().Should().Be(new SampleResult(0, $"nsid unassigned current-nsid {id} \n", string.Empty));
        (await NsTool.RunAsync("netns", "list-id", "target-nsid", $"{id + 1}", "nsid", $"{id}")).WithoutStaleNames().Errors.Should().Be("Error: Target netns reference is invalid.\n");
    }

    [Fact]
    public async Task What_runs_in_all_is_no_name()
    {
        Require.NamedNamespaces();
        string name = RunMark.NewName();
        NetNamespace.Create(name).Dispose();
        try
        {
            string echo = File.Exists("/bin/echo") ? "/bin/echo" : "/usr/bin/echo";
            (await NsTool.RunAsync("netns", "-all", "exec", echo, "here")).Output.Should().Contain($"\nnetns: {name}\nhere\n");
        }
        finally
        {
            NetNamespace.Delete(name);
        }
    }

    [Fact]
    public async Task An_unusual_name_is_in_json_as_it_is()
    {
        Require.NamedNamespaces();
        string name = $"é<&\"\t{Guid.NewGuid():N}";
        NetNamespace.Create(name).Dispose();
        try
        {
            (await NsTool.RunAsync("netns", "-j", "list")).Output.Should().Contain($"{{\"name\":\"{name.Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal)}\"}}");
        }
        finally
        {
            NetNamespace.Delete(name);
        }
    }
}
