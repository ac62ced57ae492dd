using System.Reflection;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>Tests that look at the whole machine cannot run beside others.</summary>
[Collection("The kernel")]
public sealed class CollectionTests
{
    [Fact]
    public void No_test_runs_beside_another() =>
        typeof(CollectionTests).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.GetMethods().Any(method => method.GetCustomAttribute<FactAttribute>() is not null))
            .Where(type => type.GetCustomAttribute<CollectionAttribute>()?.Name != "The kernel")
            .Should().BeEmpty();
}
