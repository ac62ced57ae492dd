using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

[Collection("The kernel")]
public sealed class LoggingTests : KernelTest
{
    [Fact]
    public void What_is_done_is_logged()
    {
        Recorder log = new(LogLevel.Trace);
        using NetNamespace green = NetNamespace.Create(options: new NetNamespaceOptions { LoggerFactory = log });
        Bridge bridge = green.Links.AddBridge("br0");
        bridge.Rename("br1");
        bridge.AddAddress("10.0.0.1/24");
        bridge.Delete();
        log.Entries.Should().OnlyContain(entry => entry.Category == "LinuxNamespaces");
        log.Entries[0].Should().Be(new Entry("LinuxNamespaces", LogLevel.Debug, new EventId(1, "NamespaceCreated"), $"Created network namespace {green}"));
        log.Entries.Skip(1).Should().OnlyContain(entry => entry.Level == LogLevel.Trace && entry.Event == new EventId(10, "NetlinkRequest"));
        log.Entries.Skip(1).Select(entry => entry.Message).Should().Equal(
            $"Netlink: create bridge 'br0' in {green}",
            $"Netlink: rename link 'br0' to 'br1' in {green}",
            $"Netlink: get link 'br0' in {green}",
            $"Netlink: add address '10.0.0.1/24' on link 'br1' in {green}",
            $"Netlink: delete link 'br1' in {green}");
    }

    [Fact]
    public void What_the_kernel_says_beside_a_success_is_logged()
    {
        Recorder log = new(LogLevel.Information);
        using NetNamespace green = NetNamespace.Create(options: new NetNamespaceOptions { LoggerFactory = log });
        NetlinkMessageWriter request = new(stackalloc byte[64], Linux.RTM_NEWLINK);
        request.WriteStruct<ifinfomsg>().ifi_index = 1;
        // An attribute that is too short to be one.
        request.WriteStruct<int>();
        green.Rtnetlink.Execute(request, new NetlinkOperation("do nothing to link", "lo"));
        Entry warning = log.Entries.Should().ContainSingle("the rest is below the level").Which;
        warning.Level.Should().Be(LogLevel.Warning);
        warning.Event.Should().Be(new EventId(11, "NetlinkWarning"));
        warning.Message.Should().StartWith($"Netlink: do nothing to link 'lo' in {green} succeeded, but the kernel says: ").And.Contain("bytes leftover");
    }

    [Fact]
    public void Nothing_is_logged_below_the_level_and_without_a_factory()
    {
        Recorder log = new(LogLevel.None);
        using NetNamespace green = NetNamespace.Create(options: new NetNamespaceOptions { LoggerFactory = log });
        green.Links.List();
        log.Entries.Should().BeEmpty();
        Red.Logger.Should().BeSameAs(NullLogger.Instance);
    }

    [Fact]
    public void Every_way_to_open_a_namespace_takes_the_factory()
    {
        Recorder log = new(LogLevel.Trace);
        NetNamespaceOptions options = new() { LoggerFactory = log };
        foreach (NetNamespace opened in new[] { NetNamespace.OpenCurrent(options), NetNamespace.OpenProcess(Environment.ProcessId, options), NetNamespace.Open("/proc/self/ns/net", options) })
        {
            using (opened)
            {
                log.Entries.Clear();
                opened.Links.Get(1);
                log.Entries.Should().ContainSingle().Which.Message.Should().Be($"Netlink: get link '#1' in {opened}");
            }
        }
    }

    private sealed record Entry(string Category, LogLevel Level, EventId Event, string Message);

    /// <summary>Keeps what is logged.</summary>
    private sealed class Recorder(LogLevel least) : ILoggerFactory
    {
        internal List<Entry> Entries { get; } = [];

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName, least);

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }

        private sealed class Logger(Recorder recorder, string category, LogLevel least) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                recorder.Entries.Add(new Entry(category, logLevel, eventId, formatter(state, exception)));
        }
    }
}
