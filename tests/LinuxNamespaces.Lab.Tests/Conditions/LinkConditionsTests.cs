using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Lab.Tests;

public sealed class LinkConditionsTests
{
    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_loss_is_a_share(double loss) =>
        FluentActions.Invoking(() => new LinkConditions { Loss = loss }).Should().Throw<ArgumentOutOfRangeException>();
}
