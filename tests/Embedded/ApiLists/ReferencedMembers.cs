using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Embedded.Tests.ApiLists;

/// <summary>What a compiled assembly uses of another one, looked up in the lists: what is not there does not exist on Azure.</summary>
internal sealed class ReferencedMembers(IReadOnlyDictionary<string, ApiType> lists)
{
    /// <summary>The types and members of the referenced assembly that the lists do not have.</summary>
    public IReadOnlyList<string> MissingFrom(string assemblyPath, string referencedAssembly)
    {
        using var file = new PEReader(File.OpenRead(assemblyPath));
        var metadata = file.GetMetadataReader();
        var names = new SignatureNames();
        var types = metadata.TypeReferences.Where(handle => IsFrom(metadata, handle, referencedAssembly)).ToHashSet();

        var missing = types.Select(handle => names.GetTypeFromReference(metadata, handle, 0))
            .Where(name => Find(name) is null);
        return [.. missing.Concat(metadata.MemberReferences.Select(metadata.GetMemberReference)
            .Where(member => Owner(metadata, member.Parent) is { } owner && types.Contains(owner))
            .Select(member => Missing(metadata, member, names)).OfType<string>()).Distinct().Order()];
    }

    private string? Missing(MetadataReader metadata, MemberReference member, SignatureNames names)
    {
        var typeName = names.GetTypeFromReference(metadata, Owner(metadata, member.Parent)!.Value, 0);
        if (Find(typeName) is not { } type)
        {
            return null;
        }

        var name = metadata.GetString(member.Name);
        if (member.GetKind() == MemberReferenceKind.Field)
        {
            return type.Members.Any(candidate => candidate.Name == name) ? null : $"{type.Name}.{name}";
        }

        var signature = member.DecodeMethodSignature(names, type);

        // Every record has <Clone>$, no list shows it.
        return (name == "<Clone>$" && type.Members.Any(candidate => candidate.Name == "EqualityContract"))
            || type.Members.Any(candidate => Fits(candidate, name, signature))
            ? null : $"{signature.ReturnType} {type.Name}.{name}({string.Join(", ", signature.ParameterTypes)})";
    }

    private static bool Fits(ApiMember member, string name, MethodSignature<string> signature) => member.Kind switch
    {
        "constructor" => name == ".ctor" && SameParameters(member, signature),
        "delegate" => name is "Invoke" or ".ctor",
        "event" => name == $"add_{member.Name}" || name == $"remove_{member.Name}",
        "property" when name == $"get_{member.Name}" => member.Accessors.Any(accessor => accessor.EndsWith("get", StringComparison.Ordinal))
            && Same(signature.ReturnType, member.Type),
        "property" when name == $"set_{member.Name}" => member.Accessors.Any(accessor => !accessor.EndsWith("get", StringComparison.Ordinal))
            && Same(signature.ParameterTypes[0], member.Type),
        "method" => name == member.Name && signature.GenericParameterCount == member.TypeParameterCount
            && SameParameters(member, signature) && Same(signature.ReturnType, member.Type),
        _ => false,
    };

    private static bool SameParameters(ApiMember member, MethodSignature<string> signature) =>
        member.Parameters.Count == signature.ParameterTypes.Length
        && member.Parameters.Zip(signature.ParameterTypes).All(pair => Same(pair.Second, pair.First.Type));

    // Type parameters have names in the lists and numbers in metadata, and metadata knows nothing of nullable references.
    private static bool Same(string referenced, string listed)
    {
        var (plain, wanted) = (SignatureNames.Comparable(referenced), SignatureNames.Comparable(listed));
        return plain == wanted || (plain.Contains('!', StringComparison.Ordinal) && SignatureNames.FitsPattern(plain, wanted));
    }

    private ApiType? Find(string name) =>
        lists.GetValueOrDefault(name) ?? (name.IndexOf('`', StringComparison.Ordinal) is var tick and >= 0
            ? lists.Values.FirstOrDefault(type => type.Name.StartsWith($"{name[..tick]}<", StringComparison.Ordinal)
                && ApiText.CutTypeParameters(type.Name).Count.ToString(System.Globalization.CultureInfo.InvariantCulture) == name[(tick + 1)..])
            : null);

    private static TypeReferenceHandle? Owner(MetadataReader metadata, EntityHandle parent) => parent.Kind switch
    {
        HandleKind.TypeReference => (TypeReferenceHandle)parent,
        HandleKind.TypeSpecification => GenericDefinition(metadata, (TypeSpecificationHandle)parent),
        _ => null,
    };

    // ELEMENT_TYPE_GENERICINST, class or value type, the definition.
    private static TypeReferenceHandle? GenericDefinition(MetadataReader metadata, TypeSpecificationHandle handle)
    {
        var blob = metadata.GetBlobReader(metadata.GetTypeSpecification(handle).Signature);
        if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
        {
            return null;
        }

        blob.ReadCompressedInteger();
        return blob.ReadTypeHandle() is { Kind: HandleKind.TypeReference } definition ? (TypeReferenceHandle)definition : null;
    }

    private static bool IsFrom(MetadataReader metadata, TypeReferenceHandle handle, string assembly)
    {
        var scope = metadata.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.TypeReference => IsFrom(metadata, (TypeReferenceHandle)scope, assembly),
            HandleKind.AssemblyReference =>
                metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name) == assembly,
            _ => false,
        };
    }
}
