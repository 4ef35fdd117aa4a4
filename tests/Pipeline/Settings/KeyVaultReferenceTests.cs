using VideoPipeline.Settings;
using Xunit;

namespace VideoPipeline.Tests.Settings;

public sealed class KeyVaultReferenceTests
{
    [Theory]
    [InlineData("@Microsoft.KeyVault(SecretUri=https://kv.example/secrets/key)", true)]
    [InlineData(" @microsoft.keyvault(VaultName=kv;SecretName=key)", true)]
    [InlineData("@Microsoft", false)]
    [InlineData("sk-1", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Reference_is_told_from_a_value(string? value, bool unresolved)
    {
        Assert.Equal(unresolved, KeyVaultReference.IsUnresolved(value));
        Assert.Equal(unresolved ? null : value, KeyVaultReference.Resolved(value));
    }

    [Fact]
    public void List_keeps_its_values_in_their_order()
    {
        List<string> keys = ["first", "@Microsoft.KeyVault(a)", "second", "@Microsoft.KeyVault(b)"];

        KeyVaultReference.RemoveUnresolved(keys);

        Assert.Equal(["first", "second"], keys);
    }
}
