using System.Text;
using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

[Collection("The kernel")]
public sealed class TerminalTests
{
    private static readonly Dictionary<string, Func<Stream, Task<string>>> s_ways = new()
    {
        ["reader"] = stream => Task.FromResult(new StreamReader(stream).ReadToEnd()),
        ["reader, asynchronous"] = stream => new StreamReader(stream).ReadToEndAsync(TestContext.Current.CancellationToken),
        ["copy"] = stream => CopyAsync(stream, asynchronous: false),
        ["copy, asynchronous"] = stream => CopyAsync(stream, asynchronous: true),
        ["bytes"] = stream => Task.FromResult(string.Concat(Bytes(stream))),
        ["array"] = ReadArraysAsync,
    };

    public static TheoryData<string> Ways => [.. s_ways.Keys];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_terminal_is_read_to_its_end(string way)
    {
        using PseudoTerminal terminal = PseudoTerminal.Open();
        using NamespaceProcess process = Run.Start(new("sh", "-c", "echo one; read line; exit 3")
        {
            StandardInput = terminal.Stream, StandardOutput = terminal.Stream, StandardError = terminal.Stream, NewSession = true, ControllingTerminal = true,
        });
        terminal.CloseTerminal();
        byte[] first = new byte["one\r\n".Length];
        await terminal.Controller.ReadExactlyAsync(first, TestContext.Current.CancellationToken);
        first.Should().Equal("one\r\n"u8.ToArray());
        terminal.Controller.WriteByte((byte)'\n');
        // The end of a session throws away what has not been read.
        (await s_ways[way](terminal.Controller)).Should().BeOneOf("\r\n", string.Empty);
        (await process.WaitForExitAsync(TestContext.Current.CancellationToken)).ExitCode.Should().Be(3);
    }

    private static async Task<string> CopyAsync(Stream stream, bool asynchronous)
    {
        using MemoryStream copy = new();
        if (asynchronous)
        {
            await stream.CopyToAsync(copy, TestContext.Current.CancellationToken);
        }
        else
        {
            stream.CopyTo(copy);
        }

        return Encoding.ASCII.GetString(copy.ToArray());
    }

    private static IEnumerable<char> Bytes(Stream stream)
    {
        for (int value = stream.ReadByte(); value >= 0; value = stream.ReadByte())
        {
            yield return (char)value;
        }
    }

    private static Task<string> ReadArraysAsync(Stream stream)
    {
        StringBuilder text = new();
        byte[] buffer = new byte[10];
        int count;
        while ((count = stream.Read(buffer, 0, buffer.Length)) > 0)
        {
            text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        return Task.FromResult(text.ToString());
    }
}
