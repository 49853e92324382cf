"""What is this file really? Decided by its content, never by its name. No database, no Django.

`content.inspect` answers with facts or raises `Rejected` with an Indonesian sentence that says what
to send instead. Photos are decoded completely and written anew, so that nothing but pixels
survives: no metadata, no second file hidden behind the picture. PDFs are parsed and kept byte for
byte, because a rewritten PDF loses its electronic signature.

The package runs in a process of its own (`examination`), hence the relative imports; the web
process imports `facts` only and never loads a decoder.
"""
