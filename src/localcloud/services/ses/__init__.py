"""
Amazon SES: mail that is accepted can be read.

Identities and templates are moto's records. Sending is ours: a mail from an identity that is not verified is refused in
AWS's words, any other is kept as it would go out (``messages``), on disk (``mailbox``), and shown in a browser
(``pages``). Nothing ever leaves this machine. A domain counts as verified as soon as somebody asks for its
verification: there is no DNS to wait for. Recipients need no verification, as outside AWS's sandbox.
"""
